//! How an assistant is put to work bit by bit, and compared with another.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Who answers customers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LaunchMode {
    /// The assistant answers its share of the customers; staff approve what it would say to the others.
    #[default]
    Live,
    /// Staff approve every answer before it is sent.
    Approve,
    /// Staff answer everything; what the assistant would have said is kept for the report and shown to nobody.
    Shadow,
}

/// `[launch]`: how much the assistant does by itself. `frontdesk launch` prints how it does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LaunchPolicy {
    /// "live": the assistant answers; "approve": every answer waits until staff send it with a button or answer in their own words; "shadow":
    /// staff answer everything, and what the assistant would have said is only kept, for `frontdesk launch`.
    #[schemars(with = "String")]
    pub mode: LaunchMode,
    /// In "live": how many per cent of the customers the assistant answers by itself; the answers to the others wait for staff. A customer
    /// stays on the same side, and comes over for good when the share grows.
    pub share: f64,
    /// The same for one kind of channel, for example `[launch.channels.sms]` with `mode` or `share` or both.
    pub channels: BTreeMap<String, ChannelLaunch>,
}

impl Default for LaunchPolicy {
    fn default() -> Self {
        Self {
            mode: LaunchMode::Live,
            share: 100.0,
            channels: BTreeMap::new(),
        }
    }
}

impl LaunchPolicy {
    /// Mode and share on a kind of channel.
    pub fn on(&self, kind: &str) -> (LaunchMode, f64) {
        let own = self.channels.get(kind);
        let mode = own.and_then(|o| o.mode).unwrap_or(self.mode);
        let share = own.and_then(|o| o.share).unwrap_or(self.share);
        (mode, share)
    }
}

/// `[launch.channels.KIND]`: what is different on one kind of channel.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ChannelLaunch {
    /// As above.
    pub mode: Option<LaunchMode>,
    /// As above.
    pub share: Option<f64>,
}

/// `[[arm]]`: two or more assistants that are compared on customers drawn by lot, who keep theirs. The first one is what the others are
/// measured against.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ArmTable {
    /// A short name for the report, unique in the business.
    pub name: String,
    /// Its part of the customers, in relation to the parts of the other arms.
    pub share: f64,
    /// A file of `config/prompts` with other instructions. Left out: `assistant.md`.
    pub prompt: Option<String>,
    /// Another model of the same service. Left out: the one of `[model]`.
    pub chat_model: Option<String>,
    /// What a million tokens read by that model cost. Left out: as in `[model]`.
    pub input_price_per_million: Option<f64>,
    /// What a million tokens written by it cost. Left out: as in `[model]`.
    pub output_price_per_million: Option<f64>,
    /// Whether the desk itself stops using this arm, and tells staff once, when it does clearly worse than the first.
    #[serde(default = "yes")]
    pub step_back: bool,
}

fn yes() -> bool {
    true
}
