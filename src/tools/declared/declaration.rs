//! `[[tool]]` as an owner writes it.

use frontdesk_core::Secret;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// `[[tool]]`: a call of your own systems that the assistant may make. The terminal chat and `eval` leave these tools out.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Declaration {
    /// A name of your choice: a-z, 0-9 and _, for example "order_status".
    pub name: String,
    /// What it does and when to use it, as the model is told.
    pub description: String,
    /// "GET" reads; "POST", "PUT", "PATCH" and "DELETE" write.
    #[serde(default = "get")]
    pub method: String,
    /// Where: "https://shop.example/api/orders/{order}?mail={email}". What stands in braces is filled in, encoded, and can change
    /// neither host nor port. A pair of the query whose value is left out is not sent.
    pub url: Secret,
    /// Headers, with secrets from the environment: { Authorization = "Bearer ${SHOP_TOKEN}" }. They are never shown.
    #[serde(default)]
    pub headers: BTreeMap<String, Secret>,
    /// What the model fills in, each with its JSON Schema: { order = { type = "string", pattern = "^[0-9]{4,10}$", description =
    /// "the order number" } }. All are required but those with optional = true. Known are type, enum, minimum, maximum, minLength,
    /// maxLength, pattern, format (date, time, date-time, email, uri, uuid), items, minItems, maxItems, properties, required,
    /// additionalProperties, title, description, default and examples. A whole schema with type = "object" will do as well.
    #[serde(default)]
    pub parameters: Map<String, Value>,
    /// What the program fills in and no model can choose: { email = "customer.address.email" }. Known are "customer.address.KIND", an
    /// address of that kind of channel that is proven to be the customer's; "sender.address.KIND", where the customer writes from,
    /// proven or not, for tools that read (the answer goes there); "customer.id"; "conversation.id".
    #[serde(default)]
    pub from_engine: BTreeMap<String, String>,
    /// The JSON body of a call that writes: { order = "{order}", note = "wish of {email}" }. Left out: all that is filled in and
    /// does not stand in the URL. Secrets belong in headers.
    #[serde(default)]
    pub body: Option<Map<String, Value>>,
    /// JSON pointers to what the model sees of the answer: ["/status", "/items/0/name"]. Empty: all of it, cut where it is long.
    #[serde(default)]
    pub show: Vec<String>,
    /// Whether it changes something. Left out: by its method. What writes is sent with an Idempotency-Key, so that your system can
    /// tell a repeated call from a new one.
    #[serde(default)]
    pub writes: Option<bool>,
    /// Whether it needs a customer of whom an address is proven: by a code, a signature, or an account that nobody else can write from.
    /// Left out: if it writes.
    #[serde(default)]
    pub requires_proof: Option<bool>,
    /// How long it may take, in milliseconds; at most 10000.
    #[serde(default = "timeout_ms")]
    pub timeout_ms: u64,
    /// Machines of your own that are not on the public internet and that it may reach: ["10.0.0.5", "127.0.0.1:9000", "till.lan:8080"].
    #[serde(default)]
    pub allow_private: Vec<String>,
}

fn get() -> String {
    "GET".into()
}

fn timeout_ms() -> u64 {
    5_000
}

/// What is wrong with a declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The key.
    pub key: &'static str,
    /// What is wrong and what is allowed.
    pub what: String,
}

impl Fault {
    pub(super) fn new(key: &'static str, what: impl Into<String>) -> Self {
        Self {
            key,
            what: what.into(),
        }
    }
}
