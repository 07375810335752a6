//! The door for the program that reads the business's mail: the part of IMAP4rev1 that such a program needs, and IDLE.

use std::io;
use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::search::{contains, matches, words};
use super::state::{Mail, Shared, State};
use super::wire::Lines;
use crate::events::held;

/// One connection.
struct Session {
    shared: Arc<Shared>,
    signed_in: bool,
    selected: bool,
    /// How many mails the client knows of.
    known: usize,
    idles: bool,
}

/// What follows a command.
enum Next {
    Go,
    End,
}

/// Serves one connection until it ends or is cut.
pub(super) async fn serve(shared: Arc<Shared>, mut lines: Lines) -> io::Result<()> {
    let mut cuts = shared.cuts.subscribe();
    let idles = !held(&shared.state).no_idle;
    let mut session = Session {
        idles,
        shared,
        signed_in: false,
        selected: false,
        known: 0,
    };
    let greeting = format!("* OK [CAPABILITY {}] ready", session.capabilities());
    lines.say(&greeting).await?;
    tokio::select! {
        // Whatever it does: the connection ends in the middle of it.
        _ = cuts.changed() => Ok(()),
        ended = session.run(&mut lines) => ended,
    }
}

impl Session {
    fn capabilities(&self) -> &'static str {
        if self.idles {
            "IMAP4rev1 IDLE UIDPLUS AUTH=XOAUTH2"
        } else {
            "IMAP4rev1 UIDPLUS AUTH=XOAUTH2"
        }
    }

    async fn run(&mut self, lines: &mut Lines) -> io::Result<()> {
        while let Some(command) = command(lines).await? {
            let mut words = words(&command).into_iter();
            let (Some(tag), Some(verb)) = (words.next(), words.next()) else {
                lines.say("* BAD no command").await?;
                continue;
            };
            let rest: Vec<String> = words.collect();
            match self
                .obey(lines, &tag, &verb.to_ascii_uppercase(), &rest)
                .await?
            {
                Next::Go => {}
                Next::End => return Ok(()),
            }
        }
        Ok(())
    }

    async fn obey(
        &mut self,
        lines: &mut Lines,
        tag: &str,
        verb: &str,
        rest: &[String],
    ) -> io::Result<Next> {
        match verb {
            "CAPABILITY" => {
                lines
                    .say(&format!("* CAPABILITY {}", self.capabilities()))
                    .await?;
            }
            "NOOP" | "CHECK" => self.news(lines).await?,
            "LOGOUT" => {
                lines.say("* BYE see you").await?;
                lines.say(&format!("{tag} OK done")).await?;
                return Ok(Next::End);
            }
            "LOGIN" => {
                if !self.login(rest) {
                    let no = format!("{tag} NO [AUTHENTICATIONFAILED] Authentication failed.");
                    lines.say(&no).await?;
                    return Ok(Next::Go);
                }
            }
            "AUTHENTICATE" => {
                if !self.authenticate(lines, rest).await? {
                    let no = format!("{tag} NO [AUTHENTICATIONFAILED] Authentication failed.");
                    lines.say(&no).await?;
                    return Ok(Next::Go);
                }
            }
            _ if !self.signed_in => {
                lines.say(&format!("{tag} BAD sign in first")).await?;
                return Ok(Next::Go);
            }
            "SELECT" | "EXAMINE" => {
                if !rest
                    .first()
                    .is_some_and(|m| m.eq_ignore_ascii_case("INBOX"))
                {
                    let no = format!("{tag} NO [NONEXISTENT] Mailbox does not exist");
                    lines.say(&no).await?;
                    return Ok(Next::Go);
                }
                self.select(lines).await?;
                lines
                    .say(&format!("{tag} OK [READ-WRITE] selected"))
                    .await?;
                return Ok(Next::Go);
            }
            _ if !self.selected => {
                lines.say(&format!("{tag} BAD select first")).await?;
                return Ok(Next::Go);
            }
            "IDLE" if self.idles => self.idle(lines).await?,
            "UID" => {
                if !self.uid(lines, rest).await? {
                    lines.say(&format!("{tag} BAD not understood")).await?;
                    return Ok(Next::Go);
                }
            }
            _ => {
                lines.say(&format!("{tag} BAD not understood")).await?;
                return Ok(Next::Go);
            }
        }
        lines.say(&format!("{tag} OK done")).await?;
        Ok(Next::Go)
    }

    fn login(&mut self, rest: &[String]) -> bool {
        let state = held(&self.shared.state);
        let right = rest.len() == 2
            && rest[0].eq_ignore_ascii_case(&self.shared.address)
            && rest[1] == self.shared.password
            && !state.no_login;
        self.signed_in = right;
        right
    }

    async fn authenticate(&mut self, lines: &mut Lines, rest: &[String]) -> io::Result<bool> {
        if !rest
            .first()
            .is_some_and(|m| m.eq_ignore_ascii_case("XOAUTH2"))
        {
            return Ok(false);
        }
        lines.say("+ ").await?;
        let said = lines.line().await?.unwrap_or_default();
        let said = BASE64_STANDARD.decode(said).unwrap_or_default();
        self.signed_in = self.shared.takes_token(&said);
        Ok(self.signed_in)
    }

    async fn select(&mut self, lines: &mut Lines) -> io::Result<()> {
        let (exists, validity, next) = {
            let state = held(&self.shared.state);
            (state.mails.len(), state.validity, state.next_uid)
        };
        self.selected = true;
        self.known = exists;
        let told = format!(
            "* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)\r\n\
             * OK [PERMANENTFLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft \\*)] Flags permitted.\r\n\
             * {exists} EXISTS\r\n* 0 RECENT\r\n\
             * OK [UIDVALIDITY {validity}] UIDs valid\r\n\
             * OK [UIDNEXT {next}] Predicted next UID"
        );
        lines.say(&told).await
    }

    /// Tells how many mails there are, if the client knows another number.
    async fn news(&mut self, lines: &mut Lines) -> io::Result<()> {
        let exists = held(&self.shared.state).mails.len();
        if self.selected && exists != self.known {
            self.known = exists;
            lines.say(&format!("* {exists} EXISTS")).await?;
        }
        Ok(())
    }

    /// Tells of new mail until the client has had enough.
    async fn idle(&mut self, lines: &mut Lines) -> io::Result<()> {
        let shared = self.shared.clone();
        let mut changed = shared.changes.listen();
        lines.say("+ idling").await?;
        let _idling = Idling::begin(&shared);
        self.news(lines).await?;
        loop {
            tokio::select! {
                line = lines.line() => {
                    let done = line?.ok_or(io::ErrorKind::UnexpectedEof)?;
                    if done.eq_ignore_ascii_case(b"DONE") {
                        return Ok(());
                    }
                }
                _ = changed.changed() => self.news(lines).await?,
            }
        }
    }

    /// A `UID …` command; false if it is not known.
    async fn uid(&mut self, lines: &mut Lines, rest: &[String]) -> io::Result<bool> {
        let Some((verb, rest)) = rest.split_first() else {
            return Ok(false);
        };
        let answer = match (verb.to_ascii_uppercase().as_str(), rest) {
            ("SEARCH", keys) => search(&held(&self.shared.state), keys),
            ("FETCH", [set, items]) => fetch(&mut held(&self.shared.state), set, items),
            ("STORE", [set, how, flags]) => {
                let answer = store(&mut held(&self.shared.state), set, how, flags);
                self.shared.changes.mark();
                answer
            }
            _ => None,
        };
        match answer {
            Some(answer) => lines.raw(&answer).await.map(|()| true),
            None => Ok(false),
        }
    }
}

/// Counts the clients that wait for news.
struct Idling<'a>(&'a Shared);

impl<'a> Idling<'a> {
    fn begin(shared: &'a Shared) -> Self {
        held(&shared.state).idling += 1;
        shared.changes.mark();
        Self(shared)
    }
}

impl Drop for Idling<'_> {
    fn drop(&mut self) {
        held(&self.0.state).idling -= 1;
    }
}

/// The next command, with its literals in place.
async fn command(lines: &mut Lines) -> io::Result<Option<String>> {
    let mut command = String::new();
    while let Some(line) = lines.line().await? {
        let line = String::from_utf8_lossy(&line).into_owned();
        let literal = line
            .strip_suffix('}')
            .and_then(|l| l.rsplit_once('{'))
            .and_then(|(before, n)| Some((before, n.trim_end_matches('+').parse().ok()?)));
        let Some((before, n)) = literal else {
            command.push_str(&line);
            return Ok(Some(command));
        };
        if !line.ends_with("+}") {
            lines.say("+ go on").await?;
        }
        let bytes = lines.bytes(n).await?;
        let text = String::from_utf8_lossy(&bytes).replace('\\', "\\\\");
        command.push_str(&format!("{before}\"{}\"", text.replace('"', "\\\"")));
    }
    Ok(None)
}

fn last_uid(state: &State) -> u32 {
    state.mails.last().map_or(0, |mail| mail.uid)
}

fn search(state: &State, keys: &[String]) -> Option<Vec<u8>> {
    let last = last_uid(state);
    let mut answer = "* SEARCH".to_owned();
    for mail in &state.mails {
        if matches(keys, mail, last)? {
            answer.push_str(&format!(" {}", mail.uid));
        }
    }
    answer.push_str("\r\n");
    Some(answer.into_bytes())
}

fn store(state: &mut State, set: &str, how: &str, flags: &str) -> Option<Vec<u8>> {
    let last = last_uid(state);
    let flags: Vec<String> = flags
        .trim_matches(['(', ')'])
        .split_whitespace()
        .map(Into::into)
        .collect();
    let mut answer = String::new();
    let how = how.to_ascii_uppercase();
    for (n, mail) in state.mails.iter_mut().enumerate() {
        if !contains(set, mail.uid, last) {
            continue;
        }
        match how.trim_end_matches(".SILENT") {
            "+FLAGS" => {
                let new: Vec<String> = flags.iter().filter(|f| !mail.has(f)).cloned().collect();
                mail.flags.extend(new);
            }
            "-FLAGS" => mail.flags.retain(|f| !flags.contains(f)),
            "FLAGS" => mail.flags.clone_from(&flags),
            _ => return None,
        }
        if !how.ends_with(".SILENT") {
            let flags = mail.flags.join(" ");
            answer.push_str(&format!(
                "* {} FETCH (UID {} FLAGS ({flags}))\r\n",
                n + 1,
                mail.uid
            ));
        }
    }
    Some(answer.into_bytes())
}

fn fetch(state: &mut State, set: &str, items: &str) -> Option<Vec<u8>> {
    let last = last_uid(state);
    let items: Vec<String> = words(items.trim_start_matches('(').trim_end_matches(')'))
        .into_iter()
        .map(|item| item.to_ascii_uppercase())
        .collect();
    let mut answer = Vec::new();
    for (n, mail) in state.mails.iter_mut().enumerate() {
        if !contains(set, mail.uid, last) {
            continue;
        }
        answer.extend(format!("* {} FETCH (UID {}", n + 1, mail.uid).bytes());
        for item in items.iter().filter(|item| *item != "UID") {
            answer.push(b' ');
            answer.extend(value(mail, item)?);
        }
        answer.extend(b")\r\n");
    }
    Some(answer)
}

/// One item of a mail; `None` if it is not known here.
fn value(mail: &mut Mail, item: &str) -> Option<Vec<u8>> {
    let text = match item {
        "FLAGS" => format!("FLAGS ({})", mail.flags.join(" ")),
        "RFC822.SIZE" => format!("RFC822.SIZE {}", mail.raw.len()),
        "INTERNALDATE" => {
            let at = mail.arrived.format("%d-%b-%Y %H:%M:%S +0000");
            format!("INTERNALDATE \"{at}\"")
        }
        "BODY.PEEK[]" => return Some(literal("BODY[]", &mail.raw)),
        "BODY[]" | "RFC822" => {
            if !mail.has("\\Seen") {
                mail.flags.push("\\Seen".into());
            }
            return Some(literal(item, &mail.raw));
        }
        "BODY.PEEK[HEADER]" => {
            let end = mail.raw.windows(4).position(|w| w == b"\r\n\r\n");
            let header = &mail.raw[..end.map_or(mail.raw.len(), |end| end + 4)];
            return Some(literal("BODY[HEADER]", header));
        }
        _ => return None,
    };
    Some(text.into_bytes())
}

fn literal(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut all = format!("{name} {{{}}}\r\n", bytes.len()).into_bytes();
    all.extend_from_slice(bytes);
    all
}
