//! What the person's own machine does, with a photograph of 12 megapixels as a phone takes it.

use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use identity::sign_in::Attempt;
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use keepic::bch::{self, Message};
use keepic::{Features, Picture, RetrySet, StretchCost, stretch};
use keyring::Keyring;
use tempfile::TempDir;
use testkit::{MemoryStore, photographs};
use tokio::runtime::Builder;
use zkp_protocol::Purpose;
use zkp_protocol::prover::Opened;

use crate::cpu::CpuClock;
use crate::operating_system::SystemRandom;
use crate::quantity::Time;
use crate::{Failure, Installation, Person, Row};

const RUNS: usize = 5;
const WIDTH: u32 = 4_000;
const HEIGHT: u32 = 3_000;
/// The JPEG quality of phones, or nearly.
const QUALITY: u8 = 90;
/// Decodings that are timed together, because one is short.
const DECODINGS: u32 = 50;

/// Who signs in, where, and with which files.
struct Scene {
    installation: Installation,
    username: &'static str,
    photograph: Vec<u8>,
    /// A picture of something else.
    other: Picture,
}

/// The steps of a sign-in one by one and together, then what a picture that does not match costs.
/// All is one thread's CPU time: the client uses no more.
pub(crate) fn measure(_: &Path) -> Result<Vec<Row>, Failure> {
    let runtime = Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let scene = Scene::set().await?;
        let mut whole = Vec::with_capacity(RUNS);
        let mut refused = Vec::with_capacity(RUNS);
        for _ in 0..RUNS {
            whole.push(Time(scene.sign_in().await?));
            refused.push(Time(scene.no_match().await?));
        }
        let mut rows = vec![Row::new(
            "Sign-in with a 12-megapixel JPEG, file to proof",
            &whole,
        )];
        rows.extend(steps(&scene.photograph)?);
        rows.push(Row::new(
            "A picture that does not match, with all 87 retries",
            &refused,
        ));
        rows.push(retries(&scene.other));
        rows.push(decodings()?);
        Ok(rows)
    })
}

impl Scene {
    /// Somebody has enrolled the copy that a messenger made, and signs in with the original.
    async fn set() -> Result<Self, Failure> {
        let mut files = photographs::photographs().into_iter();
        let (Some(first), Some(second)) = (files.next(), files.next()) else {
            return Err("two photographs are needed; run cargo xtask photographs".into());
        };
        let photograph = enlarged(&photographs::read(&first))?;
        let copy = keepic::decode(&photographs::recompressed(&photograph))?;
        let other = keepic::decode(&photographs::read(&second))?;

        let directory = TempDir::new()?;
        let keyring = Keyring::create(&directory.path().join("keys.json"), &SystemRandom)?;
        let store = Arc::new(MemoryStore::default());
        let installation = Installation::over(store, Arc::new(keyring)).await?;
        let username = "ada";
        installation.enrol(&Person::new(username, copy)?).await?;
        Ok(Self {
            installation,
            username,
            photograph,
            other,
        })
    }

    /// From the file's bytes to the sealed proof, without the server's part.
    async fn sign_in(&self) -> Result<Duration, Failure> {
        let cpu = CpuClock::Thread;
        let (picture, decoding) = cpu.of(|| keepic::decode(&self.photograph));
        let person = Person::new(self.username, picture?)?;
        let (opened, asking) = self.ask(&person).await?;
        let (proof, proving) = cpu.of(|| person.prove(opened));
        proof?;
        Ok(decoding + asking + proving)
    }

    /// The same with a picture that is not the enrolled one, from its pixels on.
    async fn no_match(&self) -> Result<Duration, Failure> {
        let person = Person::new(self.username, self.other.clone())?;
        let (opened, asking) = self.ask(&person).await?;
        let (proof, proving) = CpuClock::Thread.of(|| person.prove(opened));
        match proof {
            Err(_) => Ok(asking + proving),
            Ok(_) => Err("another picture signed in".into()),
        }
    }

    /// Asks for a challenge and opens it.
    async fn ask(&self, person: &Person) -> Result<(Opened, Duration), Failure> {
        let cpu = CpuClock::Thread;
        let (asked, beginning) = cpu.of(|| person.begin(Installation::place(None), Purpose::Login));
        let (begin, cipher_key) = asked?;
        let attempt = Attempt {
            tenant: &self.installation.tenant,
            request: None,
            account: None,
            visitor: &self.installation.visitor,
        };
        let sign_in = &self.installation.sign_in;
        let answer = sign_in.begin(&attempt, self.username, &cipher_key).await?;
        let (opened, opening) = cpu.of(|| begin.open(answer.proto_version, &answer.challenge_data));
        Ok((opened?, beginning + opening))
    }
}

fn steps(photograph: &[u8]) -> Result<[Row; 3], Failure> {
    let cpu = CpuClock::Thread;
    let picture = keepic::decode(photograph)?;
    let decoding = repeat(|| cpu.of(|| keepic::decode(photograph)).1);
    let taking_features = repeat(|| cpu.of(|| Features::of(&picture)).1);
    let stretching = repeat(|| {
        let cost = StretchCost::VERSION_1;
        cpu.of(|| stretch(b"pin", &[7; 64], &[7; 32], "acme", &[7; 16], cost))
            .1
    });
    Ok([
        Row::new("of which decoding the file", &decoding),
        Row::new("of which taking the features", &taking_features),
        Row::new(
            "of which stretching the PIN (Argon2id, 64 MiB, 3 passes)",
            &stretching,
        ),
    ])
}

fn retries(picture: &Picture) -> Row {
    let all = repeat(|| CpuClock::Thread.of(|| RetrySet::of(picture).count()).1);
    Row::new("of which the features of all 87 retries", &all)
}

/// One decoding of a word with as many errors as can be corrected.
fn decodings() -> Result<Row, Failure> {
    let mut word = *bch::encode(&Message::from_random(&[0xa5; 34])).as_bytes();
    for byte in word.iter_mut().take(bch::CORRECTABLE) {
        *byte ^= 1;
    }
    bch::decode(&word)?;
    let times = repeat(|| {
        let decode_all = || {
            (0..DECODINGS)
                .filter(|_| bch::decode(&word).is_ok())
                .count()
        };
        CpuClock::Thread.of(decode_all).1 / DECODINGS
    });
    Ok(Row::new("One BCH decoding with 103 errors", &times))
}

fn repeat(measure: impl Fn() -> Duration) -> Vec<Time> {
    (0..RUNS).map(|_| Time(measure())).collect()
}

/// The same picture in the size of a phone's.
fn enlarged(file: &[u8]) -> Result<Vec<u8>, Failure> {
    let picture = image::load_from_memory(file)?;
    let picture = picture.resize_exact(WIDTH, HEIGHT, FilterType::CatmullRom);
    let mut bytes = Cursor::new(Vec::new());
    JpegEncoder::new_with_quality(&mut bytes, QUALITY).encode_image(&picture.to_rgb8())?;
    Ok(bytes.into_inner())
}
