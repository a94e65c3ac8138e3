//! The ports, written once for every database: against the tables of [`schema`] and the names that
//! `crate::backend` gives.

mod access;
mod access_tokens;
mod accounts;
mod api_keys;
mod attempt_ledger;
mod authorization_codes;
mod authorization_requests;
mod budgets;
mod challenges;
mod client_assertions;
mod columns;
mod comparisons;
mod consents;
mod credentials;
mod device_links;
mod devices;
mod events;
mod failure;
mod fragment;
mod grants;
mod group_conditions;
mod group_members;
mod invitations;
mod mails;
mod nonces;
mod pending_registrations;
mod provisioned_groups;
mod provisioned_users;
mod provisioning_requests;
mod refresh_tokens;
mod registrations;
mod relying_parties;
pub(crate) mod schema;
mod sealer;
mod sessions;
mod signing_keys;
mod sweep;
mod tenants;
mod upkeep;
mod user_conditions;
mod user_profiles;

pub(crate) use credentials::seal_decoy;
pub(crate) use failure::Failure;
pub(crate) use sealer::Sealer;
