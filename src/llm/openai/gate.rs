//! The gate between the model's first characters and the customer: holds them back until it is clear that they are an
//! answer and not the word for "I do not know" or a reasoning model's thoughts.

/// What the instructions tell the model to say when it does not know.
const UNKNOWN: &str = "UNKNOWN";
const THINKING: &str = "<think>";
const THOUGHT: &str = "</think>";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Undecided,
    Open,
    Unknown,
}

/// See the module.
pub(super) struct Gate {
    state: State,
    held: String,
}

impl Gate {
    pub(super) fn new() -> Self {
        Self {
            state: State::Undecided,
            held: String::new(),
        }
    }

    /// Takes a piece; returns what may go out now. White space at the end waits for what follows, so that all that went
    /// out is a prefix of the trimmed text.
    pub(super) fn push(&mut self, piece: &str) -> String {
        self.held.push_str(piece);
        if self.state == State::Undecided {
            self.decide(false);
        }
        match self.state {
            State::Undecided => String::new(),
            State::Unknown => {
                self.held.clear();
                String::new()
            }
            State::Open => {
                let ready = self.held.trim_end().len();
                let rest = self.held.split_off(ready);
                std::mem::replace(&mut self.held, rest)
            }
        }
    }

    /// The end of the text: what is left to go out, and whether the model does not know.
    pub(super) fn end(&mut self) -> (String, bool) {
        if self.state == State::Undecided {
            self.decide(true);
        }
        let rest = match self.state {
            State::Open => self.held.trim_end().to_owned(),
            _ => String::new(),
        };
        (rest, self.state == State::Unknown)
    }

    fn decide(&mut self, at_end: bool) {
        let mut text = self.held.trim_start();
        if let Some(thoughts) = text.strip_prefix(THINKING) {
            match thoughts.find(THOUGHT) {
                Some(end) => text = thoughts[end + THOUGHT.len()..].trim_start(),
                None if at_end => text = "",
                None => return,
            }
        } else if !at_end && THINKING.starts_with(text) {
            return;
        }
        let word = text.trim_start_matches(['*', '_', '`', '"', '\'', '#', ' ']);
        let state = match word.strip_prefix(UNKNOWN) {
            Some("") if !at_end => return,
            Some(after) if !after.starts_with(|c: char| c.is_alphanumeric()) => State::Unknown,
            None if !at_end && UNKNOWN.starts_with(word) => return,
            _ => State::Open,
        };
        self.state = state;
        self.held = text.to_owned();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(pieces: &[&str]) -> (String, String, bool) {
        let mut gate = Gate::new();
        let given: String = pieces.iter().map(|p| gate.push(p)).collect();
        let (rest, unknown) = gate.end();
        (given, rest, unknown)
    }

    #[test]
    fn the_word_for_not_knowing_never_goes_out() {
        for pieces in [
            &["UNKNOWN"][..],
            &["UNK", "NOWN", "."],
            &["**UNKNOWN**"],
            &["UNKNOWN\n", "I have no information."],
        ] {
            assert_eq!(run(pieces), (String::new(), String::new(), true));
        }
    }

    #[test]
    fn an_answer_goes_out_as_soon_as_it_is_clear() {
        let (given, rest, unknown) = run(&["U", "N ", "members get ", "in free. "]);
        assert_eq!(given, "UN members get in free.");
        assert_eq!((rest.as_str(), unknown), ("", false));
    }

    #[test]
    fn a_text_that_only_begins_like_the_word_goes_out_at_the_end() {
        assert_eq!(run(&["UNK"]), (String::new(), "UNK".into(), false));
        assert_eq!(run(&["UNKNOWNS"]).0, "UNKNOWNS");
    }

    #[test]
    fn thoughts_stay_inside() {
        let (given, _, unknown) =
            run(&["<thi", "nk>the customer ", "wants</think>\n\n", "At nine."]);
        assert_eq!((given.as_str(), unknown), ("At nine.", false));
        assert!(run(&["<think>hm</think>UNKNOWN"]).2);
    }
}
