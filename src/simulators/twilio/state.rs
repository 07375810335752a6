//! What the simulated Twilio knows, and the words it speaks in.

use std::collections::{HashMap, HashSet, VecDeque};
use std::fmt;
use std::sync::Mutex;

use serde::Serialize;
use tokio::sync::mpsc;

use crate::changes::Changes;
use crate::events::EventLog;
use crate::failure::Failures;
use crate::routes::Routes;
use crate::server::Stopped;

/// The account that the simulator serves.
#[derive(Clone)]
pub struct TwilioConfig {
    /// `AC` and 32 hexadecimal digits.
    pub account_sid: String,
    /// The password of the API and the key of the signatures.
    pub auth_token: String,
}

impl Default for TwilioConfig {
    fn default() -> Self {
        Self {
            account_sid: "AC00000000000000000000000000000001".into(),
            auth_token: "simulated-auth-token".into(),
        }
    }
}

impl fmt::Debug for TwilioConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TwilioConfig")
            .field("account_sid", &self.account_sid)
            .field("auth_token", &"***")
            .finish()
    }
}

/// A message that the product sent and Twilio accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SentSms {
    /// `SM` and 32 hexadecimal digits.
    pub sid: String,
    /// The sending number, unless a messaging service chose it.
    pub from: Option<String>,
    /// The messaging service, if one was named.
    pub messaging_service_sid: Option<String>,
    /// The receiving number.
    pub to: String,
    /// The text.
    pub body: String,
    /// URLs of attached media.
    pub media: Vec<String>,
    /// What was found at them.
    pub files: Vec<SentFile>,
    /// Where status callbacks go.
    pub status_callback: Option<String>,
    /// Billed parts of the text.
    pub segments: u32,
    /// `GSM-7` or `UCS-2`.
    pub encoding: &'static str,
}

/// A file of a message as Twilio fetched it from its URL.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SentFile {
    /// The HTTP status of the answer; 0 if there was none.
    pub status: u16,
    /// Its media type.
    pub media_type: String,
    /// Its content.
    #[serde(skip)]
    pub content: Vec<u8>,
}

/// A file that came with a text from a phone.
#[derive(Debug, Clone)]
pub(super) struct HeldFile {
    pub(super) media_type: String,
    pub(super) content: Vec<u8>,
}

/// What happened, for the playground.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum TwilioEvent {
    /// A phone sent a text to the business.
    Texted {
        /// Twilio's id; the same again when a webhook is repeated.
        sid: String,
        /// The phone.
        from: String,
        /// The business's number.
        to: String,
        /// The text.
        body: String,
        /// Milliseconds since 1970.
        at: i64,
    },
    /// The product answered the webhook of a text (0: not at all).
    Accepted {
        /// The text's id.
        sid: String,
        /// HTTP status.
        status: u16,
    },
    /// The product sent a text to a phone.
    Sent {
        /// The message.
        #[serde(flatten)]
        sms: SentSms,
        /// Milliseconds since 1970.
        at: i64,
    },
    /// A status callback was posted.
    Receipt {
        /// The message's id.
        sid: String,
        /// `sent`, `delivered`, `undelivered`, `failed`.
        status: String,
    },
}

/// How the callbacks of a message end.
#[derive(Debug, Clone)]
pub(super) struct ReceiptEnd {
    pub(super) status: String,
    pub(super) error_code: Option<u32>,
}

#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) sent: VecDeque<SentSms>,
    pub(super) sent_count: usize,
    pub(super) opted_out: HashSet<String>,
    pub(super) handles_stop: bool,
    pub(super) receipts: Option<ReceiptEnd>,
    /// Files of texts by their id, `ME…`.
    pub(super) held: HashMap<String, HeldFile>,
}

#[derive(Debug)]
pub(super) struct Shared {
    pub(super) config: TwilioConfig,
    pub(super) client: reqwest::Client,
    pub(super) routes: Routes,
    pub(super) failures: Failures,
    pub(super) state: Mutex<State>,
    pub(super) changes: Changes,
    pub(super) events: EventLog<TwilioEvent>,
    pub(super) receipts: mpsc::Sender<(SentSms, ReceiptEnd)>,
    pub(super) stopped: Stopped,
}
