//! The picture, and what the person knows.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;
use client::{Knowledge, Pattern, Picture, read_picture};

use super::Misuse;
use super::asked::Options;
use crate::Failure;

/// The picture, and the PIN or pattern that goes with it. With neither, the picture stands alone.
#[derive(Args)]
pub(super) struct PossessionArgs {
    /// The picture: JPEG, PNG or WebP. It does not leave this machine.
    #[arg(long, value_name = "FILE")]
    photo: PathBuf,
    /// The PIN: 3 to 6 digits. Other users of this machine may see it while the command runs.
    #[arg(long, value_name = "PIN", group = "knowledge")]
    pin: Option<String>,
    /// A file whose first line is the PIN; `-` is the standard input.
    #[arg(long, value_name = "FILE", group = "knowledge")]
    pin_file: Option<PathBuf>,
    /// The pattern: the points in drawing order, counted from 0 at the top left, row by row.
    #[arg(long, value_name = "0,1,2,5", group = "knowledge")]
    pattern: Option<String>,
    /// How many points the pattern's grid has on each side.
    #[arg(long, value_name = "3|4", default_value_t = 3)]
    pattern_size: u8,
}

impl PossessionArgs {
    pub(super) fn picture(&self) -> Result<Picture, Failure> {
        Ok(read_picture(&self.photo)?)
    }

    /// By what the PIN or the pattern was given.
    pub(super) const fn options(&self) -> Options {
        Options {
            pin: if self.pin_file.is_some() {
                "--pin-file"
            } else {
                "--pin"
            },
            pattern: "--pattern",
            pattern_size: "--pattern-size",
        }
    }

    pub(super) fn knowledge(&self) -> Result<Knowledge, Failure> {
        let pin = match (&self.pin, &self.pin_file) {
            (Some(pin), _) => Some(pin.clone()),
            (None, Some(file)) => Some(read_pin(file)?),
            (None, None) => None,
        };
        let pin = pin.as_deref().map(str::parse).transpose();
        let pattern = self.pattern.as_deref();
        let pattern = pattern
            .map(|text| Pattern::parse(self.pattern_size, text))
            .transpose();
        Ok(Knowledge {
            pin: pin.map_err(Misuse::because)?,
            pattern: pattern.map_err(Misuse::because)?,
        })
    }
}

fn read_pin(file: &Path) -> Result<String, Failure> {
    let text = if file == Path::new("-") {
        io::read_to_string(io::stdin())
    } else {
        fs::read_to_string(file)
    };
    let text = text.map_err(|error| format!("{}: {error}", file.display()))?;
    Ok(text.lines().next().unwrap_or_default().trim().to_owned())
}

/// Without PIN and pattern.
impl fmt::Debug for PossessionArgs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut args = f.debug_struct("PossessionArgs");
        args.field("photo", &self.photo).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Command {
        #[command(flatten)]
        possession: PossessionArgs,
    }

    fn parse(args: &[&str]) -> Result<PossessionArgs, clap::Error> {
        let args = ["command", "--photo", "a.jpg"].iter().chain(args);
        Ok(Command::try_parse_from(args)?.possession)
    }

    fn knowledge(args: &[&str]) -> Result<Knowledge, Failure> {
        parse(args)?.knowledge()
    }

    #[test]
    fn a_pin_comes_from_the_arguments_or_from_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("pin");
        fs::write(&file, " 482915 \nanother line\n").unwrap();
        let given = knowledge(&["--pin", "482915"]).unwrap();
        assert_eq!(given.pin.as_ref().unwrap().digits(), "482915");
        assert_eq!(
            knowledge(&["--pin-file", file.to_str().unwrap()]).unwrap(),
            given
        );
        assert_eq!(knowledge(&[]).unwrap(), Knowledge::default());
    }

    #[test]
    fn a_pattern_has_its_grid() {
        let side = |args: &[&str]| knowledge(args).unwrap().pattern.unwrap().side();
        assert_eq!(side(&["--pattern", "0,4,2,5"]), 3);
        assert_eq!(side(&["--pattern", "0,4,2,15", "--pattern-size", "4"]), 4);
    }

    #[test]
    fn what_cannot_be_used_is_said_without_repeating_it() {
        for args in [["--pin", "48x915"], ["--pin", "48"]] {
            let failure = knowledge(&args).unwrap_err();
            assert!(failure.is::<Misuse>());
            assert!(!failure.to_string().contains("48"), "{failure}");
        }
        assert!(
            knowledge(&["--pattern", "0,9,1"])
                .unwrap_err()
                .is::<Misuse>()
        );
        assert!(parse(&["--pin", "482915", "--pattern", "0,4,2,5"]).is_err());
        let args = parse(&["--pin", "482915"]).unwrap();
        assert!(!format!("{args:?}").contains("482915"));
    }
}
