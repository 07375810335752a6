//! What every channel keeps, run over all that are registered. A channel's own folder says with a [`Fixture`] what its
//! provider's traffic looks like; the promises are those of the `Channel` trait.

use crate::{
    InboxSpec, KINDS, Kind,
    stub::{Act, Stub},
};
use bytes::Bytes;
use frontdesk_core::{
    Address, BusinessId, DeliveryId, InboxName, MessageId, Timestamp,
    business::{Business, Profile},
    channel::{Accepted, Capabilities, Channel, DeliverError, TextUnit},
    message::{Author, Citation, Content, Outbound, Reply},
};
use http::Request;
use std::sync::Arc;

/// The public address in all tests.
pub(crate) const PUBLIC_URL: &str = "https://desk.example";

/// A channel's traffic.
pub(crate) trait Fixture {
    /// Its row in the register.
    fn kind(&self) -> &'static Kind;

    /// Settings that point to a provider at `api_url`, as TOML.
    fn settings(&self, api_url: &str) -> String;

    /// The channel's README, which holds the table of capabilities.
    fn readme(&self) -> &'static str;

    /// What may never be shown.
    fn secrets(&self) -> Vec<String>;

    /// An address on it.
    fn customer(&self) -> Address;

    /// What a person sees of a part.
    fn shown(&self, part: &str) -> String;

    /// Genuine webhooks, if it has any.
    fn genuine(&self) -> Vec<Request<Bytes>>;

    /// The same, without a signature or secret and with wrong ones.
    fn forged(&self) -> Vec<Request<Bytes>>;

    /// How its provider answers a send: taken, refused for good, too busy, wrong credentials. `None` without a provider.
    fn answers(&self) -> Option<[Act; 4]>;
}

fn fixtures() -> Vec<Box<dyn Fixture>> {
    KINDS.iter().map(|kind| (kind.fixture)()).collect()
}

/// A business with nothing but a name.
pub(crate) fn business() -> Arc<Business> {
    Arc::new(Business::new(
        BusinessId::from("harbor"),
        Profile::default(),
    ))
}

/// The inbox `main` of the business `harbor`.
pub(crate) fn open(fixture: &dyn Fixture, api_url: &str) -> Arc<dyn Channel> {
    open_with(fixture, &fixture.settings(api_url))
}

/// The same with other settings.
pub(crate) fn open_with(fixture: &dyn Fixture, settings: &str) -> Arc<dyn Channel> {
    let spec = InboxSpec {
        business: &business(),
        name: &InboxName::from("main"),
        settings: &settings.parse().unwrap(),
        public_url: PUBLIC_URL,
    };
    (fixture.kind().open)(&spec).unwrap_or_else(|e| panic!("{e}"))
}

/// A reply of the assistant.
pub(crate) fn reply(text: &str) -> Reply {
    Reply {
        message: MessageId::from_bytes([1; 16]),
        by: Author::Assistant,
        name: None,
        text: text.into(),
        citations: Vec::new(),
        actions: Vec::new(),
    }
}

/// A citation of an article without a link.
pub(crate) fn citation(n: u16, title: &str) -> Citation {
    Citation {
        n,
        article: "article.md".into(),
        title: title.into(),
        source: String::new(),
        quote: String::new(),
    }
}

/// One part on its way to `to`.
pub(crate) fn outbound(channel: &dyn Channel, to: Address) -> Outbound {
    let reply = reply("We open at nine.");
    Outbound {
        delivery: DeliveryId::from_bytes([2; 16]),
        to,
        content: Content::Part {
            part: channel.render(&reply).remove(0),
            reply: Arc::new(reply),
            index: 0,
            seq: 1,
            thread: None,
            media: Vec::new(),
        },
    }
}

/// What was accepted, for snapshots: with the address, which `Debug` hides.
pub(crate) fn described(accepted: &Accepted) -> String {
    let mut text = format!("{}\n", accepted.reply.status());
    for inbound in &accepted.inbound {
        text.push_str(&format!("from {}\n{inbound:#?}\n", inbound.from));
    }
    if let Some(quarantined) = &accepted.quarantined {
        text.push_str(&format!("quarantined: {}\n", quarantined.why));
    }
    text
}

const NOWHERE: &str = "http://127.0.0.1:9";

#[test]
fn a_request_with_a_wrong_or_missing_secret_is_refused_and_nothing_comes_in() {
    for fixture in fixtures() {
        let channel = open(&*fixture, NOWHERE);
        for request in fixture.forged() {
            let accepted = channel.accept(&request, Timestamp(0));
            assert!(accepted.inbound.is_empty());
            assert!(matches!(accepted.reply.status().as_u16(), 401 | 403));
            let quarantined = accepted.quarantined.unwrap();
            assert!(!quarantined.why.is_empty());
            let body = String::from_utf8_lossy(request.body());
            assert!(quarantined.request.contains(&*body), "the request is kept");
            for secret in fixture.secrets() {
                assert!(!format!("{quarantined:?}").contains(&secret));
            }
        }
    }
}

#[test]
fn a_repeated_webhook_gives_the_same_provider_id() {
    for fixture in fixtures() {
        let channel = open(&*fixture, NOWHERE);
        for request in fixture.genuine() {
            let first = channel.accept(&request, Timestamp(1));
            let again = open(&*fixture, NOWHERE).accept(&request, Timestamp(2));
            assert_eq!(first.reply.status(), 200);
            assert!(!first.inbound.is_empty());
            let ids = |a: &Accepted| {
                a.inbound
                    .iter()
                    .map(|i| i.provider_id.clone())
                    .collect::<Vec<_>>()
            };
            assert_eq!(ids(&first), ids(&again));
            assert!(
                first
                    .inbound
                    .iter()
                    .all(|i| i.from.kind() == channel.kind())
            );
        }
    }
}

#[test]
fn what_is_over_the_limit_is_split_and_nothing_is_lost() {
    for fixture in fixtures() {
        let channel = open(&*fixture, NOWHERE);
        let Capabilities {
            text_limit,
            text_unit,
            ..
        } = *channel.capabilities();
        let words: Vec<String> = (0..3_000).map(|n| format!("word{n} 😀.")).collect();
        let parts = channel.render(&reply(&words.join(" ")));
        let shown: Vec<String> = parts.iter().map(|p| fixture.shown(p)).collect();
        for part in &shown {
            let length = match text_unit {
                TextUnit::Chars => part.chars().count(),
                TextUnit::Utf16 => part.encode_utf16().count(),
            };
            assert!(length <= text_limit && length > 0, "{}", channel.kind());
        }
        assert!(parts.len() > 1 || text_limit > 40_000);
        assert_eq!(shown.join(" ").split_whitespace().collect::<Vec<_>>(), {
            words.iter().flat_map(|w| w.split(' ')).collect::<Vec<_>>()
        });
        assert_eq!(channel.render(&reply("")).len(), 1, "at least one part");
    }
}

#[test]
fn the_capabilities_are_those_of_the_readme() {
    for fixture in fixtures() {
        let channel = open(&*fixture, NOWHERE);
        for row in table(channel.capabilities()) {
            let readme = fixture.readme();
            assert!(
                readme.contains(&row),
                "{}/README.md lacks the row {row}",
                channel.kind()
            );
        }
    }
}

fn table(c: &Capabilities) -> Vec<String> {
    let unit = match c.text_unit {
        TextUnit::Chars => "characters",
        TextUnit::Utf16 => "UTF-16 units",
    };
    let flags = [
        ("formatting", c.formatting),
        ("buttons", c.buttons),
        ("edits", c.edits),
        ("replies", c.replies),
        ("receipts", c.receipts),
        ("typing", c.typing),
        ("streaming", c.streaming),
        ("idempotent send", c.idempotent_send),
        ("attachments", c.attachments),
        ("threads", c.threads),
        ("webhooks", c.webhooks),
        ("listens", c.listens),
    ];
    let flags = flags.map(|(name, can)| format!("| {name} | {} |", if can { "yes" } else { "no" }));
    let mut rows = vec![format!("| text limit | {} {unit} |", c.text_limit)];
    rows.extend(flags);
    rows
}

#[test]
fn a_secret_is_not_in_the_error_of_a_wrong_setting() {
    for fixture in fixtures() {
        let settings = format!("{}\nunknown_key = 1", fixture.settings(NOWHERE));
        let spec = InboxSpec {
            business: &business(),
            name: &InboxName::from("main"),
            settings: &settings.parse().unwrap(),
            public_url: PUBLIC_URL,
        };
        let error = (fixture.kind().open)(&spec).err().unwrap();
        assert_eq!(error.key.as_deref(), Some("unknown_key"));
        for secret in fixture.secrets() {
            assert!(!format!("{error:?} {error}").contains(&secret));
        }
    }
}

/// One attempt against a provider that acts so.
async fn attempt(fixture: &dyn Fixture, act: Act) -> String {
    let stub = Stub::start(move |_| act.clone()).await;
    let channel = open(fixture, &stub.url);
    let result = channel
        .deliver(&outbound(&*channel, fixture.customer()))
        .await;
    assert_eq!(stub.seen().len(), 1, "one attempt and no more");
    for secret in fixture.secrets() {
        assert!(!format!("{result:?}").contains(&secret));
    }
    named(&result)
}

fn named(result: &Result<frontdesk_core::channel::Sent, DeliverError>) -> String {
    match result {
        Ok(sent) => format!("sent {}", sent.provider_id.is_some()),
        Err(DeliverError::Refused { .. }) => "refused".into(),
        Err(DeliverError::Unavailable { retry_after_ms, .. }) => {
            format!("unavailable {}", retry_after_ms.is_some())
        }
        Err(DeliverError::Unclear { .. }) => "unclear".into(),
    }
}

#[tokio::test]
async fn refused_unavailable_and_unclear_are_told_apart() {
    for fixture in fixtures() {
        let Some([taken, refused, busy, credentials]) = fixture.answers() else {
            continue;
        };
        let kind = fixture.kind().name;
        assert_eq!(attempt(&*fixture, taken).await, "sent true", "{kind}");
        assert_eq!(attempt(&*fixture, refused).await, "refused", "{kind}");
        assert_eq!(attempt(&*fixture, busy).await, "unavailable true", "{kind}");
        assert_eq!(
            attempt(&*fixture, credentials).await,
            "unavailable true",
            "{kind}"
        );
        let broken = Act::Answer(503, "", "<html>".into());
        assert_eq!(
            attempt(&*fixture, broken).await,
            "unavailable false",
            "{kind}"
        );
        assert_eq!(attempt(&*fixture, Act::Cut).await, "unclear", "{kind}");
    }
}

#[tokio::test]
async fn a_provider_that_cannot_be_reached_has_got_nothing() {
    for fixture in fixtures().into_iter().filter(|f| f.answers().is_some()) {
        // A port that was free a moment ago and listens no more.
        let url = Stub::start(|_| Act::Cut).await.url.clone();
        tokio::task::yield_now().await;
        let channel = open(&*fixture, &url);
        let result = channel
            .deliver(&outbound(&*channel, fixture.customer()))
            .await;
        assert_eq!(named(&result), "unavailable false", "{}", channel.kind());
        for secret in fixture.secrets() {
            assert!(!format!("{result:?} {:?}", channel.probe().await).contains(&secret));
        }
    }
}
