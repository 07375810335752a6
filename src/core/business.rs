//! A business and its rules, as its configuration file states them. The comments on the fields are what
//! `config/reference.toml` prints.

mod launch;

pub use launch::{ArmTable, ChannelLaunch, LaunchMode, LaunchPolicy};

use crate::{
    Address, BusinessId, InboxName, StaffId,
    event::{Priority, Topic},
    hours::Hours,
};
use chrono_tz::Tz;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A business as the engine sees it: who it is and by which rules it is served.
#[derive(Clone)]
pub struct Business {
    /// The name of its file in `config/businesses`.
    pub id: BusinessId,
    /// Who it is.
    pub profile: Profile,
    /// Its time zone, read from the profile.
    pub timezone: Tz,
    /// When it is open; `None` if it does not say.
    pub hours: Option<Arc<dyn Hours>>,
    /// Bounds on what customers may send and what may be answered.
    pub guardrails: GuardrailPolicy,
    /// When and how people are brought in.
    pub escalation: EscalationPolicy,
    /// How cases of some topics are seen to.
    pub topics: Vec<TopicRule>,
    /// The people, in the order in which they are asked.
    pub staff: Vec<Staff>,
    /// How the web chat looks.
    pub widget: Widget,
    /// Timing of each inbox.
    pub inboxes: Vec<InboxPolicy>,
    /// Bounds on one turn of the assistant.
    pub turn: TurnPolicy,
    /// Bounds on what the models may cost.
    pub budget: BudgetPolicy,
}

impl Business {
    /// A business with a profile, in the time zone that the profile names or UTC, and the usual rules.
    pub fn new(id: BusinessId, profile: Profile) -> Self {
        Self {
            id,
            timezone: profile.timezone.parse().unwrap_or(Tz::UTC),
            profile,
            hours: None,
            guardrails: GuardrailPolicy::default(),
            escalation: EscalationPolicy::default(),
            topics: Vec::new(),
            staff: Vec::new(),
            widget: Widget::default(),
            inboxes: Vec::new(),
            turn: TurnPolicy::default(),
            budget: BudgetPolicy::default(),
        }
    }

    /// The member of staff with this address, if any.
    pub fn staff_at(&self, address: &Address) -> Option<&Staff> {
        self.staff.iter().find(|s| s.member.reach.contains(address))
    }

    /// The member of staff with this id.
    pub fn staff(&self, id: &StaffId) -> Option<&Staff> {
        self.staff.iter().find(|s| s.member.id == *id)
    }

    fn rule(&self, topic: Topic) -> Option<&TopicRule> {
        self.topics.iter().find(|rule| rule.name == topic.as_str())
    }

    /// How soon people should look at a case.
    pub fn priority(&self, topic: Topic) -> Priority {
        let own = self.rule(topic).and_then(|rule| rule.priority);
        own.unwrap_or_else(|| topic.priority())
    }

    /// Who is asked about a topic, in this order; empty: those who see to it.
    pub fn asked_about(&self, topic: Topic) -> &[StaffId] {
        self.rule(topic).map_or(&[], |rule| &rule.staff)
    }

    /// How long each member of staff has to claim a case, in milliseconds.
    pub fn claim_ms(&self, topic: Topic) -> u64 {
        let own = self.rule(topic).and_then(|rule| rule.claim_within_s);
        own.unwrap_or(self.escalation.claim_within_s)
            .saturating_mul(1_000)
    }

    /// How long after it was opened a case should be resolved, in milliseconds.
    pub fn due_ms(&self, topic: Topic) -> u64 {
        let usual = match self.priority(topic) {
            Priority::Urgent => 15 * 60,
            Priority::High => 4 * 3_600,
            Priority::Normal | Priority::Low => 24 * 3_600,
        };
        let own = self.rule(topic).and_then(|rule| rule.due_within_s);
        own.unwrap_or(usual).saturating_mul(1_000)
    }

    /// The timing of an inbox; the default for one that is not configured.
    pub fn inbox(&self, name: &InboxName) -> InboxPolicy {
        self.inboxes
            .iter()
            .find(|i| i.name == *name)
            .cloned()
            .unwrap_or_else(|| InboxPolicy {
                name: name.clone(),
                quiet_ms: 0,
                max_wait_ms: 0,
                patience_ms: u64::MAX,
            })
    }
}

/// `[business]`: who the business is.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// The name customers know it by.
    pub name: String,
    /// Its time zone, by its name in the IANA database, for example "America/New_York".
    pub timezone: String,
    /// The language it answers in, for example "en" or "de-AT".
    #[serde(default = "default_locale")]
    pub locale: String,
    /// The country it is in, ISO 3166 with two letters; decides public holidays and how phone numbers are read.
    #[serde(default = "default_country")]
    pub country: String,
    /// The currency of its prices, ISO 4217.
    #[serde(default = "default_currency")]
    pub currency: String,
    /// How the assistant should sound, in a sentence or two.
    #[serde(default)]
    pub voice: String,
    /// What the business is, in a sentence or two.
    #[serde(default)]
    pub about: String,
}

fn default_locale() -> String {
    "en".into()
}

fn default_country() -> String {
    "US".into()
}

fn default_currency() -> String {
    "USD".into()
}

/// `[guardrails]`: bounds on what customers may send and what may be answered.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct GuardrailPolicy {
    /// The longest message that is answered, in characters. A longer one is kept, and the customer is asked to be
    /// shorter.
    pub max_message_chars: usize,
    /// How many messages a minute one address may send before it is told, once, to slow down. Further ones are
    /// kept without an answer until the minute is over.
    pub messages_per_minute: u32,
    /// How many messages a minute all web chats from one network address may send. It is told once as well.
    pub messages_per_minute_per_ip: u32,
    /// Whether payment card numbers are masked before anything is stored, logged, sent to a model or to staff.
    pub mask_cards: bool,
    /// Whether links, mail addresses, phone numbers, prices (in words too), times, dates, street addresses, numbers of something, shares in
    /// a hundred and codes in an answer must be found in the knowledge, in what a tool said or in the customer's own words. Days of the next
    /// two weeks pass; when the business is open its own hours tell.
    pub ground_check: bool,
    /// Whether the quicker model looks at a model's draft once more and holds back what is in no source, for claims without a price or a
    /// time that no rule sees. It costs a second, short call for each answer, and answers are then not shown while they are written.
    pub judge: bool,
    /// What a customer hears who is abusive and neither complains nor asks for a person. Empty: a friendly word of the desk's own.
    /// Who threatens or may hurt themselves goes to people at once.
    pub abuse_reply: String,
}

impl Default for GuardrailPolicy {
    fn default() -> Self {
        Self {
            max_message_chars: 2_000,
            messages_per_minute: 20,
            messages_per_minute_per_ip: 60,
            mask_cards: true,
            ground_check: true,
            judge: false,
            abuse_reply: String::new(),
        }
    }
}

/// `[budget]`: what the models may cost at most, in the currency of `[model]`'s prices. A bound is never passed: the most that a call can
/// cost is set aside before it is made. Where a bound is reached the assistant quotes your articles instead, which costs nothing. 0: no bound.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct BudgetPolicy {
    /// For the whole business on one day of its time zone. Staff hear at 50, 80 and 100 %; from 80 % the cheaper model is asked first.
    pub per_day: f64,
    /// For the whole business in one month.
    pub per_month: f64,
    /// For one customer within 24 hours.
    pub per_customer_day: f64,
    /// For one conversation; after a day of silence another begins.
    pub per_conversation: f64,
}

/// `[escalation]`: when and how people are brought in.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct EscalationPolicy {
    /// How many seconds a member of staff has to claim a case before the next one is asked.
    pub claim_within_s: u64,
    /// The business's own words for wanting a person. A message that contains one is handed off.
    pub words: Vec<String>,
    /// What the assistant hands off without being asked: any of "complaint", "refund", "health_and_safety",
    /// "manager", "legal".
    pub topics: Vec<String>,
    /// After how many answers in a row that the assistant did not know people are asked without the customer's wish. 0: never.
    pub after_unknown: u32,
    /// Addresses of customers whom people always see to, for example "sms:+15550123".
    pub vip: Vec<Address>,
    /// Whether staff get the card of a case anew when it is overdue and still open.
    pub remind_overdue: bool,
    /// What the customer is told when a case was handed to staff. Empty: a plain sentence.
    pub message: String,
}

impl Default for EscalationPolicy {
    fn default() -> Self {
        Self {
            claim_within_s: 300,
            words: Vec::new(),
            topics: [
                "complaint",
                "refund",
                "health_and_safety",
                "manager",
                "legal",
            ]
            .map(Into::into)
            .to_vec(),
            after_unknown: 3,
            vip: Vec::new(),
            remind_overdue: true,
            message: String::new(),
        }
    }
}

/// `[[topic]]`: how cases of one topic are seen to, where it is not as usual.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TopicRule {
    /// The topic: "health_and_safety", "self_harm", "threat", "complaint", "refund", "manager", "legal", "vip", "person", "lost",
    /// "unable" or "trouble".
    pub name: String,
    /// How soon people should look at it: "urgent", "high", "normal" or "low". As usual for the topic unless given.
    #[serde(default)]
    pub priority: Option<Priority>,
    /// Who is asked, in this order. Empty: the staff who name the topic, or none.
    #[serde(default)]
    pub staff: Vec<StaffId>,
    /// How many seconds each of them has to claim the case. As `[escalation] claim_within_s` unless given.
    #[serde(default)]
    pub claim_within_s: Option<u64>,
    /// In how many seconds the case should be resolved. 15 minutes, four hours or a day unless given, by priority. The card says until when.
    #[serde(default)]
    pub due_within_s: Option<u64>,
}

/// `[[staff]]`: a person who answers for the business.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StaffMember {
    /// A short name for the configuration, unique in the business.
    pub id: StaffId,
    /// The name customers and colleagues see.
    pub name: String,
    /// Where this person can be reached, preferred first, for example "telegram:1001".
    pub reach: Vec<Address>,
    /// What this person is asked about, for example "refund". Empty: everything.
    #[serde(default)]
    pub topics: Vec<String>,
    /// When this person can be asked, in the opening_hours syntax of OpenStreetMap. Empty: at any time.
    #[serde(default)]
    pub hours: String,
}

/// A member of staff with hours that can be asked.
#[derive(Clone)]
pub struct Staff {
    /// As configured.
    pub member: StaffMember,
    /// When this person can be asked; `None`: at any time.
    pub hours: Option<Arc<dyn Hours>>,
}

/// `[widget]`: how the web chat looks and what it says.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Widget {
    /// The title at the top. Empty: the name of the business.
    pub title: String,
    /// The main colour, for example "#0b5c7a".
    #[serde(alias = "colour")]
    pub color: String,
    /// The colour of the customer's own messages and of buttons. Empty: the main colour.
    pub accent: String,
    /// The address of a square picture, https.
    pub logo: String,
    /// The first words a visitor sees.
    pub welcome: String,
    /// Questions offered as buttons before the first message.
    pub starters: Vec<String>,
    /// The hint in the empty message field.
    pub placeholder: String,
    /// A line on privacy under the message field.
    pub privacy: String,
    /// Other texts of the page by their name, to translate or reword them.
    #[serde(skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    pub texts: std::collections::BTreeMap<String, String>,
}

/// The timing of one inbox.
#[derive(Debug, Clone)]
pub struct InboxPolicy {
    /// The inbox.
    pub name: InboxName,
    /// How long after a message the assistant waits for the next, in milliseconds.
    pub quiet_ms: u64,
    /// The longest such wait since the first unanswered message, in milliseconds.
    pub max_wait_ms: u64,
    /// How long after a message the customer waits for an answer, in milliseconds.
    pub patience_ms: u64,
}

/// Bounds on one turn of the assistant.
#[derive(Debug, Clone)]
pub struct TurnPolicy {
    /// How long the model may take for the whole turn, in milliseconds, before the built-in answers instead.
    pub timeout_ms: u64,
    /// How many calls of the model one turn may make.
    pub max_steps: u32,
    /// How many passages are put before the model.
    pub passages: usize,
    /// Whether a model's answer is given again to the same question.
    pub reuse_answers: bool,
}

impl Default for TurnPolicy {
    fn default() -> Self {
        Self {
            timeout_ms: 20_000,
            max_steps: 5,
            passages: 6,
            reuse_answers: true,
        }
    }
}
