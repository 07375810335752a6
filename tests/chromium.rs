//! A headless Chromium with one page, driven over its DevTools socket.

use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::{
    env, fs, io,
    process::{Child, Command, Stdio},
    time::Duration,
};
use tempfile::TempDir;
use tokio::{net::TcpStream, time};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async, tungstenite::Message};

/// How long the browser may take for anything. Long, because starting one on a busy machine takes its time; nothing is measured with it.
const PATIENCE: Duration = Duration::from_secs(60);
/// The pause between two looks.
const GLANCE: Duration = Duration::from_millis(50);
const FLAGS: &str = "--headless --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run --disable-quic --disable-sync \
    --disable-background-networking --disable-component-update --remote-debugging-port=0 about:blank";
/// What is wider than the page.
const WIDE: &str = "[...document.querySelectorAll('*')]
    .filter((each) => each.getBoundingClientRect().right > NARROW + 1 || (each.matches('html') && each.scrollWidth > NARROW))
    .map((each) => each.outerHTML.slice(0, 80))";
/// The narrowest phone that the page is made for, in pixels.
const NARROW: u32 = 320;

/// A browser with one page as wide as a small phone.
pub struct Browser {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    session: Option<String>,
    calls: u64,
    /// Errors and warnings of the page: from its scripts, its content policy, the network.
    pub complaints: Vec<Value>,
    _process: Process,
}

impl Browser {
    /// None where there is no browser and none is asked for.
    pub async fn open() -> Option<Self> {
        let started = Process::start();
        let missing = |error: &io::Error| error.kind() == io::ErrorKind::NotFound;
        if started.as_ref().is_err_and(missing) && env::var_os("FRONTDESK_BROWSER").is_none() {
            eprintln!("not tried: `chromium` is not on the path");
            return None;
        }
        let process = started.expect("chromium starts");
        let (socket, _) = connect_async(process.devtools().await).await.unwrap();
        let mut browser = Self {
            socket,
            session: None,
            calls: 0,
            complaints: Vec::new(),
            _process: process,
        };
        browser.attach().await;
        Some(browser)
    }

    async fn attach(&mut self) {
        let target = self
            .call("Target.createTarget", json!({"url": "about:blank"}))
            .await;
        let flat = json!({"targetId": target["targetId"], "flatten": true});
        let session = self.call("Target.attachToTarget", flat).await;
        self.session = Some(session["sessionId"].as_str().unwrap().to_owned());
        for domain in ["Page.enable", "Runtime.enable", "Log.enable"] {
            self.call(domain, json!({})).await;
        }
        let phone = json!({"width": NARROW, "height": 640, "deviceScaleFactor": 1, "mobile": true});
        self.call("Emulation.setDeviceMetricsOverride", phone).await;
    }

    pub async fn visit(&mut self, url: &str) {
        let answer = self.call("Page.navigate", json!({"url": url})).await;
        assert_eq!(answer["errorText"], Value::Null, "{url}");
    }

    /// What an expression of the page is worth.
    pub async fn look(&mut self, expression: &str) -> Value {
        let ask = json!({"expression": expression, "returnByValue": true, "awaitPromise": true});
        let answer = self.call("Runtime.evaluate", ask).await;
        assert_eq!(answer["exceptionDetails"], Value::Null, "{expression}");
        answer["result"]["value"].clone()
    }

    /// Waits until an expression is true.
    pub async fn until(&mut self, expression: &str) {
        let end = time::Instant::now() + PATIENCE;
        while self.look(expression).await != json!(true) {
            if time::Instant::now() > end {
                let shown = self.look("document.body.innerText").await;
                panic!("{expression} in {shown:#}, {:#?}", self.complaints);
            }
            time::sleep(GLANCE).await;
        }
    }

    /// Nothing on the page is wider than the page.
    pub async fn stays_inside(&mut self) {
        let wide = self
            .look(&WIDE.replace("NARROW", &NARROW.to_string()))
            .await;
        assert_eq!(wide, json!([]));
    }

    async fn call(&mut self, method: &str, params: Value) -> Value {
        self.calls += 1;
        let id = self.calls;
        let mut frame = json!({"id": id, "method": method, "params": params});
        if let Some(session) = &self.session {
            frame["sessionId"] = json!(session);
        }
        let frame = Message::text(frame.to_string());
        self.socket.send(frame).await.unwrap();
        let answer = async {
            loop {
                let Message::Text(text) = self.socket.next().await.unwrap().unwrap() else {
                    continue;
                };
                let frame: Value = serde_json::from_str(&text).unwrap();
                if frame["id"] == id {
                    assert_eq!(frame["error"], Value::Null, "{method}");
                    return frame["result"].clone();
                }
                self.complaints.extend(complaint(&frame));
            }
        };
        let answer = time::timeout(PATIENCE, answer).await;
        answer.unwrap_or_else(|_| panic!("no answer to {method}"))
    }
}

/// The running program, with a profile of its own; both are gone when it is dropped.
struct Process {
    child: Child,
    profile: TempDir,
}

impl Process {
    fn start() -> io::Result<Self> {
        let profile = TempDir::new()?;
        let child = Command::new("chromium")
            .args(FLAGS.split_whitespace())
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        Ok(Self { child, profile })
    }

    /// Where it listens: it writes port and path into its profile.
    async fn devtools(&self) -> String {
        let file = self.profile.path().join("DevToolsActivePort");
        let end = time::Instant::now() + PATIENCE;
        loop {
            let written = fs::read_to_string(&file).unwrap_or_default();
            if let Some((port, path)) = written
                .split_once('\n')
                .filter(|(_, path)| !path.is_empty())
            {
                return format!("ws://127.0.0.1:{port}{path}");
            }
            assert!(
                time::Instant::now() < end,
                "chromium does not open its DevTools"
            );
            time::sleep(GLANCE).await;
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// The event, if it tells of something that went wrong.
fn complaint(event: &Value) -> Option<Value> {
    let params = &event["params"];
    let kind = match event["method"].as_str()? {
        "Runtime.exceptionThrown" => "error",
        "Runtime.consoleAPICalled" => params["type"].as_str()?,
        "Log.entryAdded" => params["entry"]["level"].as_str()?,
        _ => "",
    };
    ["error", "warning", "assert"]
        .contains(&kind)
        .then(|| params.clone())
}
