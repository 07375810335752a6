//! The journal's entries: what happened to a conversation, in the past tense. An [`Event`] holds no words of
//! the customer and no address: those are in the entry's [`Body`], which the store seals with the customer's
//! key, so that erasing the person leaves the journal whole and unreadable.

mod body;
mod topic;

pub use body::Body;
pub use topic::{Priority, Topic};

use crate::{
    CustomerId, DeliveryId, EscalationId, InboxName, MessageId, Owner, ProviderId, Route, StaffId,
    Timestamp, TurnId,
    message::{Author, Loss, Proof, Rating, ReceiptStatus},
    tool::Wrote,
};
use serde::{Deserialize, Serialize};

/// One line of the journal.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Its place in the journal of its conversation, from 1 without gaps.
    pub seq: u64,
    /// When it was committed, by the clock of the engine.
    pub at: Timestamp,
    /// What happened.
    pub event: Event,
    /// What was said; [`Body::Erased`] once the customer's key is gone.
    pub body: Body,
}

/// Why a message got no turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Handling {
    /// The assistant, or the staff who own the conversation, will see to it.
    Turn,
    /// Over the rate limit: kept, no answer.
    Limited,
    /// A command that was carried out on the spot (STOP, HELP).
    Command,
    /// Somebody else on the customer's thread wrote: it can be read and drives nothing.
    Bystander,
}

/// What happened. New variants are added at the end: the journal on disk numbers them by their place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// The conversation began.
    ConversationOpened {
        /// With whom.
        customer: CustomerId,
        /// What kind of conversation.
        kind: ConversationKind,
    },
    /// Somebody wrote. Body: [`Body::Said`].
    MessageReceived {
        /// The message.
        message: MessageId,
        /// Through which inbox.
        inbox: InboxName,
        /// What is done about it.
        handling: Handling,
        /// How many card numbers were masked.
        masked: u16,
    },
    /// A message was decided and put in the outbox. Body: [`Body::Written`].
    MessageWritten {
        /// The message.
        message: MessageId,
        /// Who says it.
        by: Author,
        /// Through which inbox it leaves.
        inbox: InboxName,
        /// The turn that wrote it.
        turn: Option<TurnId>,
        /// One delivery for each part.
        deliveries: Vec<DeliveryId>,
        /// Sent even to an address that opted out (the confirmation of STOP).
        despite_opt_out: bool,
        /// What kind of answer it is.
        outcome: Outcome,
    },
    /// An attempt is about to be made on a channel whose sends cannot safely be repeated.
    DeliveryAttempted {
        /// The delivery.
        delivery: DeliveryId,
    },
    /// Nothing was sent; it will be tried again.
    DeliveryPutOff {
        /// The delivery.
        delivery: DeliveryId,
    },
    /// The provider took it.
    DeliverySent {
        /// The delivery.
        delivery: DeliveryId,
        /// What the provider calls it, where it says.
        provider_id: Option<ProviderId>,
        /// What it cost in the provider's units (SMS segments).
        units: u32,
    },
    /// It will not be tried again.
    DeliveryFailed {
        /// The delivery.
        delivery: DeliveryId,
        /// Why.
        why: FailureReason,
    },
    /// The provider says what became of it.
    ReceiptArrived {
        /// The delivery.
        delivery: DeliveryId,
        /// What became of it.
        status: ReceiptStatus,
        /// The provider's reason or error code.
        detail: Option<String>,
    },
    /// The assistant used a tool. Body: [`Body::Tool`].
    ToolCalled {
        /// In which turn.
        turn: TurnId,
        /// The tool's name.
        tool: String,
        /// Whether it worked.
        ok: bool,
        /// How long it took, in milliseconds.
        elapsed_ms: u32,
    },
    /// A draft was held back by a guardrail. Body: [`Body::Text`], the draft.
    DraftWithheld {
        /// In which turn.
        turn: TurnId,
        /// Which guardrail.
        guardrail: String,
    },
    /// The conversation has another owner.
    OwnerChanged {
        /// The new owner.
        owner: Owner,
    },
    /// A case was opened. Body: [`Body::Text`], the reason.
    Escalated {
        /// The case.
        case: EscalationId,
        /// Its number in the business, for people.
        number: u32,
        /// What it is about.
        topic: Topic,
    },
    /// A member of staff was asked to take the case.
    CaseOffered {
        /// The case.
        case: EscalationId,
        /// Who was asked.
        staff: StaffId,
        /// Where.
        route: Route,
        /// Until when it should be claimed.
        until: Timestamp,
    },
    /// Somebody took the case.
    CaseClaimed {
        /// The case.
        case: EscalationId,
        /// Who.
        staff: StaffId,
    },
    /// Everybody who could be asked was asked.
    CaseExhausted {
        /// The case.
        case: EscalationId,
    },
    /// The case is closed.
    CaseResolved {
        /// The case.
        case: EscalationId,
        /// By whom.
        staff: StaffId,
    },
    /// A card was sent to, or changed at, a member of staff.
    CardShown {
        /// The case.
        case: EscalationId,
        /// Which of the case's cards, from 0.
        card: u16,
        /// What the provider calls it.
        provider_id: Option<ProviderId>,
    },
    /// A card could not be shown.
    CardFailed {
        /// The case.
        case: EscalationId,
        /// Which of the case's cards.
        card: u16,
        /// Why.
        why: FailureReason,
    },
    /// The time to claim the case ran out for whoever was asked by this card.
    CasePassedOn {
        /// The case.
        case: EscalationId,
        /// Which of the case's cards.
        card: u16,
    },
    /// A note among staff, never sent to the customer. Body: [`Body::Text`].
    NoteLeft {
        /// By whom.
        staff: StaffId,
    },
    /// No more messages to an address. Body: [`Body::Address`].
    OptedOut,
    /// Messages to an address again. Body: [`Body::Address`].
    OptedIn,
    /// A short fact about the customer. Body: [`Body::Text`].
    FactRemembered {
        /// The message it comes from.
        source: MessageId,
    },
    /// A thumb up or down.
    FeedbackGiven {
        /// The answer.
        message: MessageId,
        /// The judgement.
        rating: Rating,
    },
    /// A request that could not be verified was kept. Body: [`Body::Text`], the raw request.
    RequestQuarantined {
        /// The inbox it came to.
        inbox: InboxName,
        /// Which part differs.
        why: String,
    },
    /// The turn ended without a message: there was nothing to say.
    TurnSkipped {
        /// The turn.
        turn: TurnId,
    },
    /// The customer changed what they wrote. Body: [`Body::Said`].
    MessageEdited {
        /// The message.
        message: MessageId,
    },
    /// A file that came with a message is in the store now, or cannot be had. Body: [`Body::File`].
    FileFetched {
        /// The message.
        message: MessageId,
        /// Which of its files, from 0.
        index: u16,
    },
    /// An address cannot be written to any more. Body: [`Body::Address`].
    AddressLost {
        /// Why.
        loss: Loss,
    },
    /// The models of a turn were paid.
    CostSettled {
        /// The turn.
        turn: TurnId,
        /// What they cost, in millionths of the price's currency.
        micros: u64,
    },
    /// Money was set aside for the models of a business, on the journal of its budget.
    BudgetTaken {
        /// The day in the business's time zone, as a number of days since 1970.
        day: i32,
        /// What was set aside on that day so far, in millionths.
        day_micros: u64,
        /// What was set aside in its month so far.
        month_micros: u64,
    },
    /// How an answer came about: with it, anybody can be told months later why the assistant said what it said.
    AnswerMade {
        /// In which turn.
        turn: TurnId,
        /// The message.
        message: MessageId,
        /// The model whose words they are.
        model: String,
        /// The version of the instructions, a short hash of them; behind `3/`, if version 3 of what the business publishes answered.
        prompt: String,
        /// The passages that were before the model: id, and a short hash of the text.
        passages: Vec<(String, String)>,
        /// Whether the best of them was good enough to quote.
        confident: bool,
        /// How long it took, in milliseconds.
        elapsed_ms: u32,
    },
    /// An address, with what else was its customer's, is this customer's from now on. Body: [`Body::Joined`].
    AddressJoined {
        /// What shows it.
        proof: Proof,
    },
    /// An address, with what joined together with it, is not this customer's any more. Body: [`Body::Address`].
    AddressParted,
    /// An address that was with another conversation for a time came back to this one. Body: [`Body::Address`].
    AddressReturned,
    /// A code was put in the outbox, to an address that the customer says is theirs. Body: [`Body::Code`].
    CodeSent {
        /// Through which inbox it leaves.
        inbox: InboxName,
        /// One delivery for each part.
        deliveries: Vec<DeliveryId>,
    },
    /// The customer gave a code that is not the one that was sent.
    CodeTried,
    /// The customer got a link that leads here from another channel. Body: [`Body::Secret`], its token.
    InviteGiven,
    /// A message could not arrive, or nobody was there to see it, so that it leaves another way, once. Body: [`Body::Rerouted`].
    MessageRerouted {
        /// The inbox it left through first.
        from: InboxName,
        /// Why it could not be delivered; `None`: nobody was there to see it.
        why: Option<FailureReason>,
        /// Through which inbox it leaves.
        inbox: InboxName,
        /// One delivery for each part.
        deliveries: Vec<DeliveryId>,
    },
    /// The assistant's answer was not sent but kept. Body: [`Body::Draft`]; empty where people were asked instead.
    DraftMade {
        /// The turn.
        turn: TurnId,
        /// The message that it would be.
        message: MessageId,
        /// What kind of answer it would be.
        outcome: Outcome,
        /// Whether staff see it and can send it; if not, it is only compared with what they say.
        shown: bool,
    },
    /// An arm of the experiment made the answer of a turn.
    ArmServed {
        /// The turn.
        turn: TurnId,
        /// The arm's name.
        arm: String,
        /// A short hash of what the arm is: another prompt or model under the same name is another arm.
        version: String,
    },
    /// An arm did clearly worse than the first one and serves nobody any more, on the desk's own journal.
    ArmDropped {
        /// The arm's name.
        arm: String,
        /// What it was.
        version: String,
        /// Its conversations, and those of them that went badly.
        counts: (u64, u64),
        /// The same of the first arm.
        first: (u64, u64),
    },
    /// A tool was asked to change something outside. Kept as soon as its end is known, whatever becomes of the turn. Body: [`Body::Tool`].
    ChangeMade {
        /// In which turn.
        turn: TurnId,
        /// The tool's name.
        tool: String,
        /// What became of it.
        wrote: Wrote,
        /// How long it took, in milliseconds.
        elapsed_ms: u32,
        /// The newest message that was known then.
        after: MessageId,
    },
    /// The customer wrote of a danger while people had the conversation. Body: [`Body::Text`], the reasons of the case from now on.
    CaseRaised {
        /// The case.
        case: EscalationId,
        /// What the customer wrote of.
        danger: Topic,
        /// What the case is about from now on.
        topic: Topic,
    },
    /// A customer who waits for people and wrote on heard that these have that as well.
    WaitAcknowledged {
        /// The case.
        case: EscalationId,
    },
}

impl Event {
    /// Whether a decision that did not know of this event could be wrong. Only such events move the
    /// [`crate::store::Revision`]: a receipt for an earlier message does not restart a draft.
    pub fn is_material(&self) -> bool {
        matches!(
            self,
            Self::ConversationOpened { .. }
                | Self::MessageReceived { .. }
                | Self::MessageWritten { .. }
                | Self::OwnerChanged { .. }
                | Self::Escalated { .. }
                | Self::CaseOffered { .. }
                | Self::CaseClaimed { .. }
                | Self::CaseExhausted { .. }
                | Self::CaseRaised { .. }
                | Self::CaseResolved { .. }
                | Self::CasePassedOn { .. }
                | Self::OptedOut
                | Self::OptedIn
                | Self::TurnSkipped { .. }
                | Self::MessageEdited { .. }
                | Self::AddressJoined { .. }
                | Self::AddressParted
                | Self::CodeSent { .. }
                | Self::DraftMade { shown: true, .. }
        )
    }
}

/// What kind of answer a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// It answers what the customer wrote, from the sources or a tool.
    Answered,
    /// It says honestly that the assistant does not know.
    Unknown,
    /// It says that people were asked.
    HandedOff,
    /// A member of staff says it.
    Staff,
    /// It leaves what the customer wrote unanswered: a notice, a confirmation.
    Notice,
}

/// What kind of conversation a journal is of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ConversationKind {
    /// With a customer.
    Customer,
    /// The desk's own thread with a member of staff: hints and alerts.
    Staff(StaffId),
    /// Requests to an inbox that could not be verified.
    Quarantine,
    /// What the models of the business cost.
    Budget,
    /// What became of the arms of an experiment.
    Launch,
}

/// Why a delivery was given up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum FailureReason {
    /// The provider said no, with its code where it gave one.
    Refused(String),
    /// The retry schedule is used up.
    Exhausted,
    /// It may or may not have been sent, and sending again could say it twice.
    Unclear,
    /// The address opted out.
    OptedOut,
    /// Its inbox is no longer configured.
    NoInbox,
}
