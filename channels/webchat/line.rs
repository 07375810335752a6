//! What waits to be sent on one connection.

use super::limits::{SHOWN, WAITING, WAITING_BYTES, WAITING_DELTAS, WAITING_KEPT};
use frontdesk_core::MessageId;
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::Notify;

/// A frame for one or more connections, written once.
#[derive(Clone)]
pub(super) struct Frame {
    pub(super) what: What,
    pub(super) text: Arc<str>,
}

/// What a frame is, as far as its waiting goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// A message of ours; shown once.
    Message(MessageId),
    /// More of a draft; can be left out, since the message replaces it.
    Delta(MessageId),
    /// Anything else.
    Other,
}

/// The queue of one connection.
#[derive(Default)]
pub(super) struct Line {
    queue: Mutex<Queue>,
    more: Notify,
}

#[derive(Default)]
struct Queue {
    frames: VecDeque<Frame>,
    bytes: usize,
    /// Nothing leaves just now: what is being answered comes first.
    held: bool,
    /// Nothing is taken any more; what waits still leaves.
    closed: bool,
    /// The draft that is no longer shown, because the client is behind.
    torn: Option<MessageId>,
    /// The messages shown last.
    shown: VecDeque<MessageId>,
}

impl Line {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets a frame wait. A client that is too far behind is disconnected.
    pub(super) fn push(&self, frame: Frame) {
        let mut queue = self.queue();
        if queue.closed || !queue.wants(frame.what) {
            return;
        }
        queue.bytes += frame.text.len();
        queue.frames.push_back(frame);
        if queue.frames.len() > WAITING || queue.bytes > WAITING_BYTES {
            *queue = Queue {
                closed: true,
                ..Queue::default()
            };
        }
        let tell = !queue.held;
        drop(queue);
        if tell {
            self.more.notify_one();
        }
    }

    /// A frame that is neither a message nor a draft.
    pub(super) fn say(&self, text: Arc<str>) {
        self.push(Frame {
            what: What::Other,
            text,
        });
    }

    /// Holds back what comes from now on until [`Line::release`].
    pub(super) fn hold(&self) {
        self.queue().held = true;
    }

    /// Lets frames leave again: `first`, then what waited, without the messages that `first` shows.
    pub(super) fn release(&self, first: impl IntoIterator<Item = Arc<str>>, shows: &[MessageId]) {
        let mut queue = self.queue();
        queue.held = false;
        if !queue.closed {
            queue
                .frames
                .retain(|f| !matches!(f.what, What::Message(id) if shows.contains(&id)));
            let first: Vec<_> = first.into_iter().collect();
            for text in first.into_iter().rev() {
                queue.frames.push_front(Frame {
                    what: What::Other,
                    text,
                });
            }
            queue.bytes = queue.frames.iter().map(|f| f.text.len()).sum();
            let newest = shows.len().saturating_sub(SHOWN);
            shows[newest..].iter().for_each(|&id| queue.show(id));
        }
        drop(queue);
        self.more.notify_one();
    }

    /// Ends the connection once everything that waits has left.
    pub(super) fn close(&self) {
        self.queue().closed = true;
        self.more.notify_one();
    }

    /// The next frame; `None` when the connection is to end. Giving the future up loses nothing.
    pub(super) async fn next(&self) -> Option<Arc<str>> {
        loop {
            if let Some(next) = self.queue().take() {
                return next;
            }
            self.more.notified().await;
        }
    }
}

impl Queue {
    /// Whether a frame has to be sent at all.
    fn wants(&mut self, what: What) -> bool {
        match what {
            What::Other => true,
            What::Message(id) => {
                let new = !self.shown.contains(&id);
                if new {
                    self.show(id);
                }
                new
            }
            What::Delta(id) => {
                if self.frames.len() >= WAITING_DELTAS {
                    self.torn = Some(id);
                }
                self.torn != Some(id) && !self.shown.contains(&id)
            }
        }
    }

    fn show(&mut self, id: MessageId) {
        if self.shown.len() == SHOWN {
            self.shown.pop_front();
        }
        self.shown.push_back(id);
    }

    /// `Some(None)`: the end.
    fn take(&mut self) -> Option<Option<Arc<str>>> {
        if self.held {
            return None;
        }
        let Some(frame) = self.frames.pop_front() else {
            return self.closed.then_some(None);
        };
        self.bytes -= frame.text.len();
        if self.frames.is_empty() && self.frames.capacity() > WAITING_KEPT {
            self.frames = VecDeque::new();
        }
        Some(Some(frame.text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt;

    fn message(id: MessageId, text: &str) -> Frame {
        Frame {
            what: What::Message(id),
            text: text.into(),
        }
    }

    fn delta(id: MessageId, text: &str) -> Frame {
        Frame {
            what: What::Delta(id),
            text: text.into(),
        }
    }

    fn waiting(line: &Line) -> Vec<String> {
        std::iter::from_fn(|| line.next().now_or_never().flatten())
            .map(|f| f.to_string())
            .collect()
    }

    #[test]
    fn what_is_held_back_follows_what_it_was_held_for() {
        let line = Line::default();
        let id = MessageId::new();
        line.hold();
        line.say("typing".into());
        line.push(message(id, "shown already"));
        line.push(message(MessageId::new(), "new"));
        assert!(waiting(&line).is_empty());
        line.release(["welcome".into(), "owner".into()], &[id]);
        assert_eq!(waiting(&line), ["welcome", "owner", "typing", "new"]);
    }

    #[test]
    fn a_message_that_is_delivered_again_is_shown_once() {
        let line = Line::default();
        let id = MessageId::new();
        line.push(message(id, "once"));
        line.push(message(id, "twice"));
        line.push(delta(id, "late"));
        assert_eq!(waiting(&line), ["once"]);
    }

    #[test]
    fn a_client_that_is_behind_misses_the_rest_of_a_draft_but_never_a_message() {
        let line = Line::default();
        let id = MessageId::new();
        for n in 0..WAITING_DELTAS + 50 {
            line.push(delta(id, &n.to_string()));
        }
        line.push(message(id, "whole"));
        let got = waiting(&line);
        assert_eq!(got.len(), WAITING_DELTAS + 1);
        assert_eq!(got.last().unwrap(), "whole");
        line.push(delta(id, "late"));
        assert!(waiting(&line).is_empty(), "a torn draft has no rest");
    }

    #[test]
    fn a_client_that_is_too_far_behind_is_disconnected() {
        let line = Line::default();
        for _ in 0..=WAITING {
            line.say("x".into());
        }
        assert_eq!(line.next().now_or_never(), Some(None));
        let line = Line::default();
        line.say("x".repeat(WAITING_BYTES + 1).into());
        assert_eq!(line.next().now_or_never(), Some(None));
    }

    #[test]
    fn a_closed_line_still_gives_what_waits() {
        let line = Line::default();
        line.say("why".into());
        line.close();
        line.say("late".into());
        assert_eq!(waiting(&line), ["why"]);
        assert_eq!(line.next().now_or_never(), Some(None));
    }
}
