//! The program as a person starts it.

use std::{
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, Command, Output, Stdio},
    sync::mpsc,
    time::Duration,
};

/// How long the program may take to say that it is ready. Generous: the machine is shared.
const START: Duration = Duration::from_secs(60);

/// A running `frontdesk serve` or `demo`, killed when it is dropped.
pub struct Program {
    child: Child,
    pub url: String,
}

/// The program with these arguments, in this folder.
pub fn frontdesk(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_frontdesk"));
    command
        .args(arguments)
        .current_dir(folder)
        .env_remove("PORT")
        .env("FRONTDESK_LOG", "warn");
    command
}

/// Runs the program to its end.
pub fn run(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let mut child = frontdesk(folder, arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    child.wait_with_output().unwrap()
}

impl Program {
    /// Starts it and waits for the line with its address.
    pub fn start(folder: &Path, arguments: &[&str]) -> Self {
        let mut child = frontdesk(folder, arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let (found, url) = mpsc::channel();
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                if line.starts_with("http://") && !line.contains(' ') {
                    drop(found.send(line));
                }
            }
        });
        let url = url
            .recv_timeout(START)
            .expect("the program did not say where it listens");
        Self { child, url }
    }

    /// SIGKILL: nothing is finished or flushed.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// SIGTERM, and waits for the end.
    pub fn terminate(mut self) -> bool {
        let pid = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &pid])
                .status()
                .unwrap()
                .success()
        );
        self.child.wait().unwrap().success()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
