//! Fuzzes what comes in from outside: `cargo run --release -p frontdesk-channels --example fuzz -- TARGET SECONDS [SEED]`.
//!
//! Targets: `sms` and `telegram` (their `accept`, with a right signature or secret so that what lies behind it is reached), `forged` (both
//! without one), `mail` (reading a mail: who wrote it, what is new in it). Inputs are the channels' fixtures and some mails, changed at
//! random. A finding is a panic, an input that takes very long, or a promise of `Channel::accept` that does not hold; it is
//! written to a file, and the program ends with 1.

#![expect(clippy::print_stdout, reason = "a program for the terminal")]

use bytes::Bytes;
use frontdesk_channels::{InboxSpec, email_kind, email_reply, kind};
use frontdesk_core::{
    BusinessId, InboxName, Timestamp,
    business::{Business, Profile},
    channel::{Accepted, Channel},
};
use hmac::{Hmac, KeyInit, Mac};
use http::Request;
use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use sha1::Sha1;
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
    time::{Duration, Instant},
};

const TOKEN: &str = "2f9c0b7a5d3e41f8a6c4d2e0b1a39587";
const SECRET: &str = "a-secret-of-the-webhook";
const PUBLIC_URL: &str = "https://desk.example";
/// Far above what any input takes, so that a busy machine is no finding.
const SLOW: Duration = Duration::from_secs(20);
/// The longest input: above it only the bound itself would be tried.
const LONGEST: usize = 64 * 1024;

const MAILS: &[&str] = &[
    "From: Maria <maria@guests.example>\r\nTo: desk@harbor.example\r\nSubject: =?utf-8?q?A_t=C3=A4ble?=\r\nMessage-ID: <1@guests.example>\r\n\
     In-Reply-To: <0@harbor.example>\r\nReferences: <a@x> <b@y>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nCan I have it at six?\r\n\r\n\
     On Tue, 3 Mar 2026 at 10:00, Harbor <desk@harbor.example> wrote:\r\n> At five or six?\r\n-- \r\nMaria\r\n",
    "From: MAILER-DAEMON@mx.example\r\nReturn-Path: <>\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
     --b\r\nContent-Type: text/plain\r\n\r\nIt failed.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n\
     Final-Recipient: rfc822; a@b.example\r\nAction: failed\r\nStatus: 5.1.1\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <9@harbor.example>\r\n\r\nHello\r\n--b--\r\n",
    "From: a@b.example\r\nContent-Type: multipart/alternative; boundary=\"x y\"\r\n\r\n--x y\r\nContent-Type: text/html; charset=iso-8859-1\r\n\
     Content-Transfer-Encoding: quoted-printable\r\n\r\n<div>Yes=20please</div><blockquote type=3D\"cite\">Do you?</blockquote>\r\n--x y--\r\n",
    "From: c@d.example\r\nContent-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\nContent-Type: image/png; name=\"../a.png\"\r\n\
     Content-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--m\r\nContent-Type: multipart/mixed; boundary=n\r\n\r\n--n\r\n\r\nx\r\n--n--\r\n--m--\r\n",
];

/// Pieces that programs trip over.
const PIECES: &[&str] = &[
    "\0",
    "\r\n",
    "\r",
    "\u{feff}",
    "\u{202e}",
    "%00",
    "%F0%9F",
    "&Body=",
    "&NumMedia=99999999999",
    "MediaUrl0=file:///etc/passwd",
    "=?utf-8?b?////?=",
    "boundary=",
    "--b",
    "Content-Type: message/rfc822\r\n\r\n",
    "Message-ID: <>\r\n",
    "charset=utf-7",
    "\\u0000",
    "\\ud800",
    "-9223372036854775809",
    "1e999",
    "null",
    "[[[[[[[[",
    "{\"a\":",
    "<blockquote>",
    "<!--",
    "]]>",
    "> > > >",
    "On , wrote:",
    "\u{1f469}\u{200d}\u{1f469}",
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, target, seconds, seed @ ..] = arguments.as_slice() else {
        eprintln!("usage: fuzz sms|telegram|forged|mail SECONDS [SEED]");
        return ExitCode::from(2);
    };
    let Ok(seconds) = seconds.parse() else {
        eprintln!("{seconds:?} is no number of seconds");
        return ExitCode::from(2);
    };
    let seed = seed.first().and_then(|s| s.parse().ok()).unwrap_or(1);
    let Some(target) = Target::named(target) else {
        eprintln!("{target:?} is no target; there are sms, telegram, forged, mail");
        return ExitCode::from(2);
    };
    match run(&target, Duration::from_secs(seconds), seed) {
        Ok(inputs) => {
            println!("{inputs} inputs, no finding");
            ExitCode::SUCCESS
        }
        Err((input, why)) => {
            let file = std::env::temp_dir().join(format!("fuzz-{seed}.bin"));
            let kept = std::fs::write(&file, &input);
            println!(
                "finding: {why}; the input is in {}: {kept:?}",
                file.display()
            );
            ExitCode::FAILURE
        }
    }
}

fn run(target: &Target, time: Duration, seed: u64) -> Result<u64, (Vec<u8>, String)> {
    let mut rng = StdRng::seed_from_u64(seed);
    let corpus = target.corpus();
    let began = Instant::now();
    let mut inputs = 0;
    while began.elapsed() < time {
        let input = changed(&corpus, &mut rng);
        let started = Instant::now();
        let tried = catch_unwind(AssertUnwindSafe(|| target.try_input(&input)));
        let why = match tried {
            Ok(Ok(())) if started.elapsed() < SLOW => None,
            Ok(Ok(())) => Some(format!("it took {:?}", started.elapsed())),
            Ok(Err(why)) => Some(why),
            Err(_) => Some("it panicked".to_owned()),
        };
        if let Some(why) = why {
            return Err((input, why));
        }
        inputs += 1;
    }
    Ok(inputs)
}

/// One of the corpus, changed in one to eight places.
fn changed(corpus: &[Vec<u8>], rng: &mut StdRng) -> Vec<u8> {
    let mut input = corpus.choose(rng).cloned().unwrap_or_default();
    for _ in 0..rng.random_range(1..=8) {
        let at = rng.random_range(0..=input.len());
        let end = (at + rng.random_range(0..64)).min(input.len());
        match rng.random_range(0..7) {
            0 => input.truncate(at),
            1 => drop(input.drain(at..end)),
            2 => {
                let piece = input[at..end].to_vec();
                input.splice(at..at, piece.repeat(rng.random_range(1..40)));
            }
            3 => {
                let piece = PIECES.choose(rng).copied().unwrap_or_default();
                input.splice(at..at, piece.bytes());
            }
            4 => {
                let other = corpus.choose(rng).map(Vec::as_slice).unwrap_or_default();
                let from = rng.random_range(0..=other.len());
                input.splice(at..end, other[from..].iter().copied());
            }
            5 if at < input.len() => input[at] ^= 1 << rng.random_range(0..8),
            _ if at < input.len() => input[at] = rng.random(),
            _ => input.push(rng.random()),
        }
        input.truncate(LONGEST);
    }
    input
}

/// What is fuzzed.
enum Target {
    Sms(Arc<dyn Channel>),
    Telegram(Arc<dyn Channel>),
    Forged(Arc<dyn Channel>, Arc<dyn Channel>),
    Mail,
}

impl Target {
    fn named(name: &str) -> Option<Self> {
        let sms = || {
            open(
                "sms",
                &format!(
                    "account_sid = 'AC5d2e1f0a9b8c7d6e5f4a3b2c1d0e9f80'\nauth_token = '{TOKEN}'\nfrom = '+15550100'"
                ),
            )
        };
        let telegram = || {
            let settings = format!(
                "token = '100200300:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'\nmode = 'webhook'\nsecret = '{SECRET}'\nusername = 'harbor_bistro_bot'"
            );
            open("telegram", &settings)
        };
        Some(match name {
            "sms" => Self::Sms(sms()),
            "telegram" => Self::Telegram(telegram()),
            "forged" => Self::Forged(sms(), telegram()),
            "mail" => Self::Mail,
            _ => return None,
        })
    }

    fn corpus(&self) -> Vec<Vec<u8>> {
        match self {
            Self::Sms(_) => fixtures("sms", "form"),
            Self::Telegram(_) => fixtures("telegram", "json"),
            Self::Forged(..) => [fixtures("sms", "form"), fixtures("telegram", "json")].concat(),
            Self::Mail => MAILS.iter().map(|m| m.as_bytes().to_vec()).collect(),
        }
    }

    /// Tries one input.
    ///
    /// # Errors
    /// The promise that does not hold.
    fn try_input(&self, input: &[u8]) -> Result<(), String> {
        match self {
            Self::Sms(channel) => twice(&**channel, &texted(input)),
            Self::Telegram(channel) => twice(&**channel, &updated(input, Some(SECRET))),
            Self::Forged(sms, telegram) => {
                let unsigned = updated(input, None);
                for channel in [sms, telegram] {
                    let accepted = channel.accept(&unsigned, Timestamp(0));
                    if !accepted.inbound.is_empty() || accepted.quarantined.is_none() {
                        return Err("something unsigned came in".into());
                    }
                }
                Ok(())
            }
            Self::Mail => {
                let kind = email_kind(input);
                let text = String::from_utf8_lossy(input);
                let plain = email_reply(Some(&text), None);
                let html = email_reply(None, Some(&text));
                if kind.is_empty() || plain.len() + html.len() > 8 * LONGEST {
                    return Err("a reply longer than the mail".into());
                }
                Ok(())
            }
        }
    }
}

/// The same request gives the same answer.
fn twice(channel: &dyn Channel, request: &Request<Bytes>) -> Result<(), String> {
    let told = |a: Accepted| {
        let ids: Vec<_> = a
            .inbound
            .into_iter()
            .map(|i| (i.provider_id, i.from))
            .collect();
        (ids, a.reply.status(), a.quarantined.is_some())
    };
    let once = told(channel.accept(request, Timestamp(1)));
    let again = told(channel.accept(request, Timestamp(2)));
    if once != again {
        return Err("the same request was answered in two ways".into());
    }
    if once.2 && !once.0.is_empty() {
        return Err("what was refused came in".into());
    }
    Ok(())
}

/// A form as Twilio signs it.
fn texted(form: &[u8]) -> Request<Bytes> {
    let path = "/webhooks/harbor/main";
    let mut pairs: Vec<(String, String)> = url::form_urlencoded::parse(form).into_owned().collect();
    pairs.sort();
    let mut mac = <Hmac<Sha1> as KeyInit>::new_from_slice(TOKEN.as_bytes())
        .expect("HMAC takes keys of any length");
    mac.update(format!("{PUBLIC_URL}{path}").as_bytes());
    for (name, value) in &pairs {
        mac.update(name.as_bytes());
        mac.update(value.as_bytes());
    }
    let signature = base64::Engine::encode(
        &base64::prelude::BASE64_STANDARD,
        mac.finalize().into_bytes(),
    );
    let request = Request::post(path)
        .header("host", "desk.example")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("x-twilio-signature", signature);
    request
        .body(Bytes::copy_from_slice(form))
        .expect("the parts are valid")
}

fn updated(update: &[u8], secret: Option<&str>) -> Request<Bytes> {
    let mut request =
        Request::post("/webhooks/harbor/main").header("content-type", "application/json");
    if let Some(secret) = secret {
        request = request.header("x-telegram-bot-api-secret-token", secret);
    }
    request
        .body(Bytes::copy_from_slice(update))
        .expect("the parts are valid")
}

fn fixtures(channel: &str, ending: &str) -> Vec<Vec<u8>> {
    let folder: PathBuf = [env!("CARGO_MANIFEST_DIR"), channel, "fixtures"]
        .iter()
        .collect();
    let is_wanted = |path: &PathBuf| path.extension().is_some_and(|e| e == ending);
    let files = std::fs::read_dir(&folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = files.map(|f| f.path()).filter(is_wanted).collect();
    paths.sort();
    paths
        .iter()
        .filter_map(|path: &PathBuf| std::fs::read(Path::new(path)).ok())
        .collect()
}

fn open(name: &str, settings: &str) -> Arc<dyn Channel> {
    let business = Arc::new(Business::new(
        BusinessId::from("harbor"),
        Profile::default(),
    ));
    let spec = InboxSpec {
        business: &business,
        name: &InboxName::from("main"),
        settings: &settings.parse().expect("settings in TOML"),
        public_url: PUBLIC_URL,
    };
    let kind = kind(name).expect("a registered channel");
    (kind.open)(&spec).unwrap_or_else(|e| panic!("{e}"))
}
