//! The program under load: the built binary as a process of its own, with a generated configuration in a folder of its own.

use frontdesk_simulators::{TelegramSim, TwilioConfig, TwilioSim};
use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// The id of the generated business.
pub(crate) const BUSINESS: &str = "bench";
/// Where the generated business says it is reached: what webhooks are signed for.
pub(crate) const PUBLIC_URL: &str = "http://desk.test";
/// The token that webhooks are signed with.
pub(crate) const AUTH_TOKEN: &str = "0123456789abcdef0123456789abcdef";
/// The account of the generated SMS inbox.
pub(crate) const ACCOUNT_SID: &str = "ACbench0000000000000000000000000ab";

const TELEGRAM_TOKEN: &str = "100200300:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// A running `frontdesk serve`, killed when it is dropped.
pub(crate) struct Program {
    child: Child,
    /// Host and port.
    pub(crate) address: String,
    /// From the start of the process to the line with its address.
    pub(crate) ready_after: Duration,
    _folder: TempDir,
}

/// A folder on the disk that the build is on: the system's temporary folder may be in memory.
fn folder() -> TempDir {
    TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).expect("the target folder can be written")
}

impl Program {
    /// The generated business: 68 questions with answers, an SMS inbox and a web chat; `model` as lines of its table.
    pub(crate) fn generated(model: &str) -> Self {
        let folder = folder();
        write(
            folder.path(),
            "config/frontdesk.toml",
            &server_file(folder.path(), PUBLIC_URL),
        );
        write(
            folder.path(),
            &format!("config/businesses/{BUSINESS}.toml"),
            &business_file(model),
        );
        write(
            folder.path(),
            &format!("knowledge/{BUSINESS}/faq.md"),
            crate::faq::ARTICLE,
        );
        Self::start(folder)
    }

    /// The sample business as it comes, with simulators in the place of the providers and no limit on messages.
    pub(crate) fn sample(providers: &Providers) -> Self {
        let (folder, root) = (folder(), Path::new(env!("CARGO_MANIFEST_DIR")));
        let id = "harbor-bistro";
        let file = fs::read_to_string(root.join(format!("config/businesses/{id}.toml")))
            .expect("the sample is in the repository")
            .replace(
                "channel = \"sms\"",
                &format!(
                    "channel = \"sms\"\napi_url = \"{}\"",
                    providers.twilio.url()
                ),
            )
            .replace(
                "channel = \"telegram\"",
                &format!(
                    "channel = \"telegram\"\napi_url = \"{}\"",
                    providers.telegram.url()
                ),
            )
            .replace(
                "messages_per_minute = 12",
                "messages_per_minute = 1000000\nmessages_per_minute_per_ip = 1000000",
            )
            // Whose questions the sample does not know stay with the assistant, so that each of them is answered.
            .replace("[escalation]", "[escalation]\nafter_unknown = 0");
        write(
            folder.path(),
            "config/frontdesk.toml",
            &server_file(folder.path(), PUBLIC_URL),
        );
        write(
            folder.path(),
            &format!("config/businesses/{id}.toml"),
            &file,
        );
        let knowledge = root.join("knowledge").join(id);
        for entry in fs::read_dir(&knowledge).expect("the sample has articles") {
            let path = entry.expect("a folder can be listed").path();
            let name = path.file_name().expect("a file has a name");
            let to = folder.path().join("knowledge").join(id);
            fs::create_dir_all(&to).expect("the folder can be written");
            fs::copy(&path, to.join(name)).expect("an article can be copied");
        }
        Self::start(folder)
    }

    fn start(folder: TempDir) -> Self {
        let started = Instant::now();
        let mut child = Command::new(env!("CARGO_BIN_EXE_frontdesk"))
            .args(["serve", "--listen", "127.0.0.1:0"])
            .current_dir(folder.path())
            .env_remove("PORT")
            .env("FRONTDESK_LOG", "error")
            .env("TWILIO_ACCOUNT_SID", ACCOUNT_SID)
            .env("TWILIO_AUTH_TOKEN", AUTH_TOKEN)
            .env("TELEGRAM_TOKEN", TELEGRAM_TOKEN)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program was built with this one");
        let lines = BufReader::new(child.stdout.take().expect("its output is ours")).lines();
        let address = lines
            .map_while(Result::ok)
            .find_map(|l| l.strip_prefix("http://").map(str::to_owned))
            .expect("the program says where it listens");
        Self {
            child,
            address,
            ready_after: started.elapsed(),
            _folder: folder,
        }
    }

    /// Waits until the program is at rest: until the vectors of its knowledge are made.
    pub(crate) async fn settle(&self) {
        let beat = Duration::from_millis(300);
        loop {
            let before = self.cpu_time();
            tokio::time::sleep(beat).await;
            if self.cpu_time() - before <= beat / 15 {
                break;
            }
        }
    }

    /// Resident memory, in kB.
    pub(crate) fn resident_kb(&self) -> f64 {
        let path = format!("/proc/{}/status", self.child.id());
        let status = fs::read_to_string(path).expect("the program runs");
        let line = status.lines().find_map(|l| l.strip_prefix("VmRSS:"));
        line.and_then(|l| l.trim().trim_end_matches("kB").trim().parse().ok())
            .expect("Linux says how much memory a process has")
    }

    /// The time its threads ran so far.
    pub(crate) fn cpu_time(&self) -> Duration {
        let path = format!("/proc/{}/stat", self.child.id());
        let stat = fs::read_to_string(path).expect("the program runs");
        // The name may hold spaces; what follows it may not. Linux counts in hundredths of a second.
        let (_, fields) = stat.rsplit_once(')').expect("a name is in parentheses");
        let ticks = fields.split_whitespace().skip(11).take(2);
        let ticks: u64 = ticks.filter_map(|t| t.parse::<u64>().ok()).sum();
        Duration::from_millis(10 * ticks)
    }

    /// Resident memory, in MB.
    pub(crate) fn resident_mb(&self) -> f64 {
        self.resident_kb() / 1024.0
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// The simulated providers of the sample.
pub(crate) struct Providers {
    twilio: TwilioSim,
    telegram: TelegramSim,
}

impl Providers {
    /// Starts them.
    pub(crate) async fn start() -> Self {
        let account = TwilioConfig {
            account_sid: ACCOUNT_SID.into(),
            auth_token: AUTH_TOKEN.into(),
        };
        Self {
            twilio: TwilioSim::start(account)
                .await
                .expect("a free port can be bound"),
            telegram: TelegramSim::start(TELEGRAM_TOKEN)
                .await
                .expect("a free port can be bound"),
        }
    }
}

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("a file is in a folder"))
        .and_then(|()| fs::write(&path, text))
        .expect("the folder can be written");
}

fn server_file(folder: &Path, public_url: &str) -> String {
    format!(
        "[server]\npublic_url = \"{public_url}\"\n[store]\npath = \"{}\"\n[limits]\nchats_per_ip = 20000\n",
        folder.join("data").display()
    )
}

/// Nothing is sent by SMS while a measurement runs: the wait for the customer's next text is a minute. The address of the
/// provider is one where nobody listens.
fn business_file(model: &str) -> String {
    format!(
        "[business]\nname = \"The Bench\"\ntimezone = \"America/New_York\"\nabout = \"A restaurant by the sea.\"\n\
         [hours]\nopen = \"Mo-Sa 11:00-22:00\"\n\
         [[inbox]]\nname = \"phone\"\nchannel = \"sms\"\napi_url = \"http://127.0.0.1:9\"\naccount_sid = \"{ACCOUNT_SID}\"\n\
         auth_token = \"{AUTH_TOKEN}\"\nfrom = \"+15550100\"\nquiet_ms = 60000\nmax_wait_ms = 60000\n\
         [[inbox]]\nname = \"site\"\nchannel = \"webchat\"\nquiet_ms = 0\n\
         [model]\n{model}\n\
         [guardrails]\nmessages_per_minute = 1000000\nmessages_per_minute_per_ip = 1000000\n\
         [[staff]]\nid = \"ana\"\nname = \"Ana\"\nreach = [\"sms:+15550199\"]\n"
    )
}
