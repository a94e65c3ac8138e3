//! `client change` and `client change-email`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use client::{
    Change, Knowledge, Pattern, Person, Picture, RelyingParty, UserAgent, operating_system_rng,
    read_picture,
};
use serde::Serialize;

use super::asked::Options;
use super::devices::DevicesArgs;
use super::login::ClientArgs;
use super::possession::PossessionArgs;
use super::{Misuse, TenantArgs, asked};
use crate::Failure;
use crate::output::{print_json, say};

/// By what the new PIN or pattern is given.
const OPTIONS: Options = Options {
    pin: "--new-pin",
    pattern: "--new-pattern",
    pattern_size: "--new-pattern-size",
};

/// Who signs in, to which client, to change something of their own.
#[derive(Debug, Args)]
struct OwnerArgs {
    #[command(flatten)]
    at: TenantArgs,
    #[command(flatten)]
    client: ClientArgs,
    /// The name to sign in with.
    #[arg(long)]
    username: String,
    #[command(flatten)]
    possession: PossessionArgs,
    #[command(flatten)]
    devices: DevicesArgs,
}

/// What takes the place of the picture and of what goes with it.
#[derive(Debug, Args)]
pub(super) struct ChangeArgs {
    #[command(flatten)]
    owner: OwnerArgs,
    /// The new picture: JPEG, PNG or WebP. It does not leave this machine.
    #[arg(long, value_name = "FILE")]
    new_photo: PathBuf,
    /// The new PIN: 3 to 6 digits. Without one the picture stands alone.
    #[arg(long, value_name = "PIN", group = "new_knowledge")]
    new_pin: Option<String>,
    /// The new pattern: the points in drawing order, counted from 0 at the top left, row by row.
    #[arg(long, value_name = "0,1,2,5", group = "new_knowledge")]
    new_pattern: Option<String>,
    /// How many points the new pattern's grid has on each side.
    #[arg(long, value_name = "3|4", default_value_t = 3)]
    new_pattern_size: u8,
    /// Take a PIN or pattern that many people choose all the same.
    #[arg(long)]
    force: bool,
}

/// The new address.
#[derive(Debug, Args)]
pub(super) struct ChangeEmailArgs {
    #[command(flatten)]
    owner: OwnerArgs,
    /// The new address. A code is mailed there; return it with `client verify-email`.
    #[arg(long)]
    email: String,
}

/// What is printed.
#[derive(Serialize)]
struct Outcome<'a> {
    tenant_id: &'a str,
    username: &'a str,
    user_id: &'a str,
    status: &'static str,
}

/// A user agent in which somebody is signed in, and what they sign in with.
struct SignedIn {
    agent: UserAgent,
    user_id: String,
    picture: Picture,
    knowledge: Knowledge,
}

impl OwnerArgs {
    fn sign_in(&self) -> Result<SignedIn, Failure> {
        let (knowledge, picture) = (self.possession.knowledge()?, self.possession.picture()?);
        let (server, tenant) = (&self.at.server, &self.at.tenant);
        let agent = UserAgent::new(server.clone());
        let app = self.client.relying_party(server, tenant);
        let person = Person {
            username: &self.username,
            picture: &picture,
            knowledge: &knowledge,
        };
        let rng = &mut operating_system_rng();
        self.devices.present(&agent, tenant, &self.username)?;
        let request = app.request("openid", rng);
        let login = agent.login(&app, &request, &person, rng)?;
        self.devices.keep(&agent, tenant, &self.username);
        let user_id = subject(&app, &login.tokens.access_token)?;
        Ok(SignedIn {
            agent,
            user_id,
            picture,
            knowledge,
        })
    }

    fn outcome<'a>(&'a self, signed_in: &'a SignedIn, status: &'static str) -> Outcome<'a> {
        Outcome {
            tenant_id: &self.at.tenant,
            username: &self.username,
            user_id: &signed_in.user_id,
            status,
        }
    }
}

impl SignedIn {
    fn person<'a>(&'a self, username: &'a str) -> Person<'a> {
        Person {
            username,
            picture: &self.picture,
            knowledge: &self.knowledge,
        }
    }
}

fn subject(app: &RelyingParty, access_token: &str) -> Result<String, Failure> {
    let claims = app.userinfo(access_token)?;
    let subject = claims.get("sub").and_then(|sub| sub.as_str());
    Ok(subject
        .ok_or("the server does not say who signed in")?
        .to_owned())
}

pub(super) fn change(args: &ChangeArgs) -> Result<ExitCode, Failure> {
    let pin = args.new_pin.as_deref().map(str::parse).transpose();
    let pattern = args.new_pattern.as_deref();
    let pattern = pattern
        .map(|text| Pattern::parse(args.new_pattern_size, text))
        .transpose();
    let knowledge = Knowledge {
        pin: pin.map_err(Misuse::because)?,
        pattern: pattern.map_err(Misuse::because)?,
    };
    let picture = read_picture(&args.new_photo)?;
    let owner = &args.owner;
    let nobody = UserAgent::new(owner.at.server.clone());
    asked::check(&nobody, &owner.at.tenant, &knowledge, OPTIONS, args.force)?;
    let signed_in = owner.sign_in()?;
    let change = Change {
        tenant: &owner.at.tenant,
        user_id: &signed_in.user_id,
        old: signed_in.person(&owner.username),
        picture: &picture,
        knowledge: &knowledge,
        accepts_weakness: args.force,
    };
    let changed = signed_in
        .agent
        .change(&change, &mut operating_system_rng())?;
    if let Some(warning) = changed.warning {
        say(&format!("warning: {warning}"));
    }
    if changed.is_similar {
        say(
            "warning: the new picture is much like the old one; with another picture nobody who has stolen both credentials can test PINs",
        );
    }
    print_json(&owner.outcome(&signed_in, "changed"))
}

pub(super) fn change_email(args: &ChangeEmailArgs) -> Result<ExitCode, Failure> {
    let owner = &args.owner;
    let signed_in = owner.sign_in()?;
    let person = signed_in.person(&owner.username);
    let (agent, user_id) = (&signed_in.agent, &signed_in.user_id);
    let rng = &mut operating_system_rng();
    agent.change_email(&owner.at.tenant, user_id, &person, &args.email, rng)?;
    say("a code has been mailed to the new address; return it with `client verify-email`");
    print_json(&owner.outcome(&signed_in, "unconfirmed"))
}
