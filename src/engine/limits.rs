//! The bounds of the engine, each with its reason.

/// How long a job is ours, in milliseconds. Longer than any turn or delivery may take ([`JOB_MS`]), so that a lease is
/// never renewed, and short enough that a worker that vanished is replaced in the same conversation.
pub const LEASE_MS: u64 = 120_000;

/// The longest any job may run, in milliseconds; then it is abandoned and leased again.
pub const JOB_MS: u64 = 100_000;

/// Turns that run at once. A turn waits for a model most of its time.
pub const TURNS: usize = 256;

/// Deliveries that run at once. A delivery waits for a provider most of its time.
pub const DELIVERIES: usize = 256;

/// Timers that run at once: they only commit.
pub const TIMERS: usize = 16;

/// How often a queue is looked at without a reason, in milliseconds: the store's hints can be lost.
pub const POLL_MS: u64 = 5_000;

/// How long running jobs may take to finish at shutdown, in milliseconds, before they are given back.
pub const DRAIN_MS: u64 = 10_000;

/// How often one commit is tried again when somebody else changed the conversation in between. Each round means that somebody
/// else made progress, so that this many in a row are a defect.
pub const COMMIT_TRIES: usize = 16;

/// How often a draft is written anew because a newer message made it stale, before the quick built-in writes it.
pub const STALE_DRAFTS: u32 = 3;

/// Delays before each further attempt of a delivery, in milliseconds: half a minute for a hiccup, an hour for an outage, a day
/// in all. After the last one the delivery is dead and staff are told.
pub const RETRY_MS: [u64; 9] = [
    1_000, 5_000, 30_000, 120_000, 600_000, 1_800_000, 7_200_000, 21_600_000, 57_600_000,
];

/// A job of ours that failed (a full disk, a store that is away) is tried again at least at this step of [`RETRY_MS`]: every two minutes.
pub const FAILED_JOB_STEPS: usize = 3;

/// How much of a retry delay is drawn by lot, so that deliveries that failed together do not come back together: a fifth.
pub const RETRY_JITTER: f64 = 0.2;

/// The longest a tool may take, in milliseconds. Tools end within 10 s by themselves and know what became of what they asked for;
/// this ends one that does not.
pub const TOOL_MS: u64 = 12_000;

/// How long after somebody proved an address what comes from where a sender can be forged is taken to be theirs, in milliseconds: half
/// an hour, as long as one errand takes.
pub const PROOF_MS: u64 = 1_800_000;

/// Bytes of a tool's output that a model sees.
pub const TOOL_OUTPUT_BYTES: usize = 8 * 1024;

/// After how long a customer is shown that somebody is writing, in milliseconds. A quicker answer needs no sign.
pub const TYPING_AFTER_MS: u64 = 150;

/// How often the sign is shown again, in milliseconds. Telegram's lasts five seconds.
pub const TYPING_EVERY_MS: u64 = 4_000;

/// Addresses whose rate is remembered. An entry is a few dozen bytes and lives a minute.
pub const RATED_ADDRESSES: usize = 100_000;

/// Unverified requests kept for each inbox and hour: enough to see what is wrong, too few to fill a disk.
pub const QUARANTINED_PER_HOUR: u32 = 100;

/// How far before the end of a delivery its message is looked for, in journal entries: a day of attempts takes some twenty.
pub const WRITTEN_BEFORE: u64 = 200;

/// How long a signed link to a file is good, in hours: staff may look at it after a weekend.
pub const LINK_HOURS: u32 = 96;

/// Bytes of files that go out with one message: what mail servers take at most times.
pub const MEDIA_BYTES: usize = 20 * 1024 * 1024;

/// Attempts to fetch a file from its provider: they keep it for hours at least, and the last attempts are hours apart.
pub const FETCH_ATTEMPTS: u16 = 7;

/// Answers to one address within [`MAIL_REPLIES_MS`] on a channel of mail; the next message goes to people instead. Two machines that
/// answer each other stop here, whatever they looked like.
pub const MAIL_REPLIES: usize = 8;

/// See [`MAIL_REPLIES`]: an hour, in milliseconds.
pub const MAIL_REPLIES_MS: u64 = 3_600_000;

/// How long a customer who waits for people must have heard nothing before what they write on is acknowledged, in milliseconds: who goes on
/// within half a minute is finishing what they said.
pub const ACKNOWLEDGE_AFTER_MS: u64 = 30_000;

/// How long after people heard of a danger the same is told to them, and to the customer where help is, anew, in milliseconds: six hours,
/// since whoever speaks of it after that speaks of it again.
pub const DANGER_AGAIN_MS: u64 = 21_600_000;

/// A day, in milliseconds: what is counted by day is counted by that of UTC.
pub const DAY_MS: u64 = 86_400_000;

/// How long a code is good, in milliseconds: mail can take some minutes.
pub const CODE_MS: u64 = 600_000;

/// Wrong codes until a code is good no more: five of a million.
pub const CODE_TRIES: u8 = 5;

/// Codes that one conversation may ask for in a day: a person mistypes an address now and then.
pub const CODES_PER_CONVERSATION: usize = 5;

/// Codes that one address gets in a day, whoever asks: nobody can be pestered through us.
pub const CODES_PER_ADDRESS: u32 = 3;

/// Codes of one business in an hour: far more than its customers need, too few to be worth a stranger's while.
pub const CODES_PER_HOUR: u32 = 100;

/// Random bytes of a token that leads to another channel: nobody guesses 128 bits, and its 22 characters fit into every link.
pub const TOKEN_BYTES: usize = 16;

/// The longest token that is looked up, in bytes.
pub const TOKEN_CHARS: usize = 64;

/// How long such a token is good, in milliseconds: an hour.
pub const INVITE_MS: u64 = 3_600_000;

/// How long a message waits for a window that shows it, in milliseconds, before it goes another way: a page that is just being loaded
/// connects within seconds.
pub const UNSEEN_MS: u64 = 20_000;

/// Messages that one turn answers and that are looked up each by itself as well: who writes more at once writes one thing in pieces.
pub const ASKED_APART: usize = 4;

/// Words of a question that the quicker model may answer first, where an article fits it well.
pub const EASY_WORDS: usize = 12;

/// Into how many blocks the smaller bound of a budget is cut: what a process that dies has left of one counts as spent.
pub const BUDGET_BLOCKS: u64 = 40;

/// Shares of a budget at which staff hear of it, in per cent.
pub const BUDGET_MARKS: [u64; 3] = [50, 80, 100];

/// The share of a budget from which the cheaper model is asked first, in per cent.
pub const CHEAPER_FROM: u64 = 80;

/// The last entries of a budget's journal that are read after a start; a block and the case that tells of it are at most eight.
pub const BUDGET_ENTRIES: usize = 64;

/// The longest that the second look at a draft may take, in milliseconds: one word of a quick model. The customer waits meanwhile.
pub const JUDGE_MS: u64 = 4_000;

/// Characters of a claim that the judge found unsupported, as the model is told of it.
pub const CLAIM_CHARS: usize = 200;

/// Messages on a card.
pub const CARD_MESSAGES: usize = 6;

/// Characters of one message on a card: a card with six of them stays below Telegram's 4,096.
pub const CARD_MESSAGE_CHARS: usize = 400;

/// Characters of a draft on a card; `Open` shows the whole of a longer one. With [`CARD_MESSAGES`] it stays below Telegram's 4,096.
pub const CARD_DRAFT_CHARS: usize = 900;

/// Journal entries read at once for a history.
pub const HISTORY_ENTRIES: usize = 1_000;

/// How long a hint to a member of staff is not repeated, in milliseconds.
pub const HINT_EVERY_MS: u64 = 30_000;

/// Bytes of a model's draft that are looked at; a longer one is cut there.
pub const DRAFT_BYTES: usize = 16 * 1024;

/// What comes in can overtake the commit that tells whose it is (a receipt, a reply to a card that was shown this instant): it is looked
/// for again this often, so far apart.
pub const LOOKS: u32 = 8;

/// See [`LOOKS`], in milliseconds.
pub const LOOK_AGAIN_MS: u64 = 150;

/// Bytes of a message in which attacks and abuse are looked for: more than any channel's message, less than a mail that is a book.
pub const JUDGED_BYTES: usize = 32 * 1024;

/// Fewer conversations of an arm, or of the first one, than these say nothing: it is not stepped back from before.
pub const ARM_FEWEST: u64 = 30;

/// How much more often an arm's conversations must surely go badly before it is stepped back from: five in a hundred. Less is not worth
/// deciding without its owner.
pub const ARM_MARGIN: f64 = 0.05;

/// The quantile of the interval that must lie beyond [`ARM_MARGIN`]: 99.9 %, two-sided, since it is looked at after every conversation. Of
/// 400 experiments with two equal arms of 2,000 conversations each, at most two may step back (`src/engine/launch/stats.rs`).
pub const ARM_Z: f64 = 3.290_527;

/// Entries of the journal of a business's experiments that are read at a start: three for each arm that was ever dropped.
pub const ARM_ENTRIES: usize = 1_000;

/// Arms, each version by itself, whose counts are kept: those of an experiment, and a few that were changed since.
pub const ARM_COUNTS: usize = 64;

/// A rate of fewer than these is printed as too few to tell.
pub const FEW: u64 = 20;

/// Answers of one business that can be given again: what is asked most is far fewer, and looking through them takes less than a tenth of a
/// millisecond.
pub const KEPT_ANSWERS: usize = 500;

/// How long an answer is given again, in milliseconds: a day.
pub const KEPT_ANSWER_MS: u64 = DAY_MS;

/// The last messages that a kept answer was, by which a thumb down finds it.
pub const KEPT_ANSWER_GIVEN: usize = 64;
