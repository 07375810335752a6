//! Dovecot and Postfix from Debian's packages, started from a folder of their own on free ports, with an authority of their own.

use std::{
    env, fs,
    net::{TcpListener, TcpStream},
    os::unix::fs::{PermissionsExt, chown},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex, PoisonError, Weak},
    thread::sleep,
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// How long the servers may take for anything. Long, because the machine is shared; nothing is measured with it.
pub const PATIENCE: Duration = Duration::from_secs(60);
const GLANCE: Duration = Duration::from_millis(50);

const DOVECOT: &str = "/usr/sbin/dovecot";
const MASTER: &str = "/usr/lib/postfix/sbin/master";

/// Who has a mailbox; the password is `secret-` and the address.
const MAILBOXES: [&str; 12] = [
    "idle@desk.test",
    "tls@desk.test",
    "renumbered@desk.test",
    "restarted@desk.test",
    "refusals@desk.test",
    "bounced@desk.test",
    "robot@desk.test",
    "whole@desk.test",
    "staff@desk.test",
    "ana@people.test",
    "robot@people.test",
    "maria@people.test",
];

/// Both servers; they end when the last test lets go of them.
pub struct Servers {
    folder: TempDir,
    ports: [u16; 7],
    dovecot: Mutex<Option<Child>>,
    postfix: Mutex<Option<Child>>,
}

/// The servers that tests at the same time share.
static SHARED: Mutex<Weak<Servers>> = Mutex::new(Weak::new());

impl Servers {
    /// The servers of all tests. None where the packages are missing and `FRONTDESK_MAIL` does not ask for them.
    pub fn shared() -> Option<Arc<Self>> {
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(servers) = shared.upgrade() {
            return Some(servers);
        }
        let servers = Arc::new(Self::own()?);
        *shared = Arc::downgrade(&servers);
        Some(servers)
    }

    /// Servers of one test, which does with them what others would not like.
    pub fn own() -> Option<Self> {
        let missing: Vec<&str> = [DOVECOT, MASTER, "/usr/bin/openssl", "/usr/lib/dovecot/lmtp"]
            .into_iter()
            .filter(|p| !Path::new(p).exists())
            .collect();
        let root = fs::metadata("/proc/self").is_ok_and(|m| {
            use std::os::unix::fs::MetadataExt;
            m.uid() == 0
        });
        if !missing.is_empty() || !root {
            let why = if root {
                format!("{missing:?} missing")
            } else {
                "it takes root".into()
            };
            assert!(
                env::var_os("FRONTDESK_MAIL").is_none(),
                "no mail servers: {why}"
            );
            eprintln!("not tried: Dovecot and Postfix ({why})");
            return None;
        }
        let servers = Self {
            folder: TempDir::new().unwrap(),
            ports: free_ports(),
            dovecot: Mutex::new(None),
            postfix: Mutex::new(None),
        };
        servers.prepare();
        servers.start_dovecot();
        servers.start_postfix();
        Some(servers)
    }

    fn prepare(&self) {
        let folder = self.folder.path();
        // The servers' own users look into it.
        fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).unwrap();
        let (nobody, postfix) = (ids_of("nobody"), ids_of("postfix"));
        for (name, owner) in [
            ("run", (0, 0)),
            ("state", (0, 0)),
            ("queue", (0, 0)),
            ("postfix", (0, 0)),
            ("data", postfix),
            ("mail", nobody),
            ("home", nobody),
        ] {
            fs::create_dir(folder.join(name)).unwrap();
            chown(folder.join(name), Some(owner.0), Some(owner.1)).unwrap();
        }
        certificates(folder);
        let users: String = MAILBOXES
            .map(|m| format!("{m}:{{PLAIN}}{}::::::\n", password(m)))
            .concat();
        fs::write(folder.join("users"), users).unwrap();
        let mut words = vec![
            ("DIR", folder.display().to_string()),
            ("UID", nobody.0.to_string()),
            ("GID", nobody.1.to_string()),
        ];
        let names = ["IMAP", "IMAPS", "LMTP", "AUTH", "SUBMISSION", "SMTPS", "MX"];
        words.extend(names.into_iter().zip(self.ports.map(|p| p.to_string())));
        for (name, text) in [
            ("dovecot.conf", include_str!("dovecot.conf")),
            ("postfix/main.cf", include_str!("main.cf")),
            ("postfix/master.cf", include_str!("master.cf")),
        ] {
            let filled = words.iter().fold(text.to_owned(), |text, (word, value)| {
                text.replace(&format!("@{word}@"), value)
            });
            fs::write(folder.join(name), filled).unwrap();
        }
    }

    /// Starts Dovecot and waits until it listens.
    pub fn start_dovecot(&self) {
        let configuration = self.folder.path().join("dovecot.conf");
        let mut command = Command::new(DOVECOT);
        command.arg("-F").arg("-c").arg(configuration);
        *self.dovecot.lock().unwrap() = Some(quiet(&mut command).spawn().unwrap());
        self.listens(&self.ports[..4]);
    }

    /// Ends Dovecot and its connections.
    pub fn stop_dovecot(&self) {
        end(&self.dovecot);
    }

    fn start_postfix(&self) {
        let configuration = self.folder.path().join("postfix");
        // It makes the folders of the queue.
        let mut command = Command::new("/usr/sbin/postfix");
        command.arg("-c").arg(&configuration).arg("check");
        assert!(
            quiet(&mut command).status().unwrap().success(),
            "{}",
            self.log()
        );
        let mut command = Command::new(MASTER);
        command.arg("-c").arg(&configuration).arg("-d");
        *self.postfix.lock().unwrap() = Some(quiet(&mut command).spawn().unwrap());
        self.listens(&self.ports[4..]);
    }

    fn listens(&self, ports: &[u16]) {
        let late = Instant::now() + PATIENCE;
        for port in ports {
            while TcpStream::connect(("127.0.0.1", *port)).is_err() {
                assert!(Instant::now() < late, "nobody listens:\n{}", self.log());
                sleep(GLANCE);
            }
        }
    }

    /// What the servers say of themselves.
    pub fn log(&self) -> String {
        ["dovecot.log", "postfix.log"]
            .map(|name| fs::read_to_string(self.folder.path().join(name)).unwrap_or_default())
            .concat()
    }

    /// The authority's certificate.
    pub fn authority(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// The folder of a mailbox.
    pub fn maildir(&self, mailbox: &str) -> PathBuf {
        self.folder.path().join("mail").join(mailbox)
    }

    /// The port at which other people's mail comes.
    pub fn mx(&self) -> u16 {
        self.ports[6]
    }

    /// The keys of an inbox for this mailbox, with STARTTLS on both ways.
    pub fn settings(&self, mailbox: &str) -> String {
        let [imap, _, _, _, submission, ..] = self.ports;
        self.keys(mailbox, (imap, submission), "starttls")
    }

    /// The same with TLS from the first byte.
    pub fn settings_tls(&self, mailbox: &str) -> String {
        let [_, imaps, _, _, _, smtps, _] = self.ports;
        self.keys(mailbox, (imaps, smtps), "tls")
    }

    fn keys(&self, mailbox: &str, (imap, smtp): (u16, u16), security: &str) -> String {
        format!(
            "imap_host = \"localhost\"\nimap_port = {imap}\nimap_tls = \"{security}\"\n\
             smtp_host = \"localhost\"\nsmtp_port = {smtp}\nsmtp_tls = \"{security}\"\n\
             username = \"{mailbox}\"\npassword = \"{}\"\naddress = \"{mailbox}\"\nca_file = \"{}\"\n",
            password(mailbox),
            self.authority().display()
        )
    }
}

impl Drop for Servers {
    fn drop(&mut self) {
        end(&self.postfix);
        end(&self.dovecot);
    }
}

/// The password of a mailbox.
pub fn password(mailbox: &str) -> String {
    format!("secret-{mailbox}")
}

/// Ends a server as an administrator does, and waits for its end.
fn end(server: &Mutex<Option<Child>>) {
    let taken = server.lock().unwrap_or_else(PoisonError::into_inner).take();
    let Some(mut child) = taken else {
        return;
    };
    let pid = child.id().to_string();
    let told = Command::new("kill").arg("-TERM").arg(pid).status();
    if !told.is_ok_and(|s| s.success()) {
        let _ = child.kill();
    }
    let _ = child.wait();
}

fn quiet(command: &mut Command) -> &mut Command {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
}

/// Ports that are free now; they are bound a moment later.
fn free_ports() -> [u16; 7] {
    let held = [(); 7].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
    held.each_ref().map(|l| l.local_addr().unwrap().port())
}

/// The ids of a user and its group.
fn ids_of(user: &str) -> (u32, u32) {
    let users = fs::read_to_string("/etc/passwd").unwrap();
    let line = users.lines().find(|l| l.starts_with(&format!("{user}:")));
    let fields: Vec<&str> = line.unwrap().split(':').collect();
    (fields[2].parse().unwrap(), fields[3].parse().unwrap())
}

/// An authority, and a certificate for `localhost` that it vouches for.
fn certificates(folder: &Path) {
    let openssl = |line: &str| {
        let mut command = Command::new("/usr/bin/openssl");
        command.current_dir(folder).args(line.split(' '));
        assert!(
            quiet(&mut command).status().unwrap().success(),
            "openssl {line}"
        );
    };
    const KEY: &str = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";
    fs::write(
        folder.join("extensions"),
        "subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\n",
    )
    .unwrap();
    openssl(&format!(
        "req -x509 {KEY} -days 2 -subj /CN=authority -keyout ca.key -out ca.pem"
    ));
    openssl(&format!(
        "req {KEY} -subj /CN=localhost -keyout server.key -out server.csr"
    ));
    openssl(
        "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile extensions -out server.pem",
    );
}
