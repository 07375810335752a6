//! Reading a configuration folder. Every mistake is found before anything starts, with its file, line and key.

use super::{Answering, BusinessFile, InboxTable, Problem, RetrievalTable, ServerFile, expand};
use frontdesk_core::{BusinessId, InboxName, event::Topic};
use serde::de::DeserializeOwned;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// Whether a secret that the environment lacks is a mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secrets {
    /// It is: the program is about to use it.
    Needed,
    /// It is not: no provider will be asked (terminal chat, evaluation).
    Spared,
}

/// A configuration as it was read.
#[derive(Debug, Clone)]
pub struct Configuration {
    /// The folder.
    pub folder: PathBuf,
    /// The server.
    pub server: ServerFile,
    /// The businesses, in the order of their ids.
    pub businesses: BTreeMap<BusinessId, BusinessFile>,
    /// Published versions in the place of the working files of their business; [`read()`] puts none there.
    pub published: BTreeMap<BusinessId, Published>,
}

/// A published version of what a business answers with.
#[derive(Debug, Clone)]
pub struct Published {
    /// Its number.
    pub version: u64,
    /// Its folder.
    pub folder: PathBuf,
}

impl Configuration {
    /// The folder with a business's knowledge: beside the configuration folder, or in the published version.
    pub fn knowledge(&self, business: &BusinessId) -> PathBuf {
        match self.published.get(business) {
            Some(published) => published.folder.join("knowledge"),
            None => self.working_knowledge(business),
        }
    }

    /// A template of a business's instructions: in the published version if it is there, else in the configuration folder.
    pub fn prompt(&self, business: &BusinessId, name: &str) -> PathBuf {
        let published = self.published.get(business);
        let published = published.map(|p| p.folder.join("prompts").join(name));
        published
            .filter(|path| path.exists())
            .unwrap_or_else(|| self.working_prompt(name))
    }

    /// A template that its owner edits.
    pub fn working_prompt(&self, name: &str) -> PathBuf {
        self.folder.join("prompts").join(name)
    }

    /// The knowledge that its owner edits.
    pub fn working_knowledge(&self, business: &BusinessId) -> PathBuf {
        let beside = self.folder.parent().filter(|p| !p.as_os_str().is_empty());
        beside
            .unwrap_or_else(|| Path::new("."))
            .join("knowledge")
            .join(business.as_str())
    }

    /// The file of a business.
    pub fn file(&self, business: &BusinessId) -> PathBuf {
        self.folder
            .join("businesses")
            .join(format!("{business}.toml"))
    }
}

/// Reads `frontdesk.toml` and all files of `businesses` in a folder.
///
/// # Errors
/// All mistakes that were found.
pub fn read(folder: &Path, secrets: Secrets) -> Result<Configuration, Vec<Problem>> {
    let mut problems = Vec::new();
    let server_file = folder.join("frontdesk.toml");
    let server = if server_file.exists() {
        parse::<ServerFile>(&server_file, secrets, &mut problems).map(|(server, _)| server)
    } else {
        problems.push(problem(
            &server_file,
            None,
            None,
            "is missing; it can be empty, but it marks the configuration folder",
        ));
        None
    };
    if let Some(server) = &server {
        check_server(&server_file, server, &mut problems);
    }
    let mut businesses = BTreeMap::new();
    for (id, path) in business_files(folder, &mut problems) {
        if let Some((file, text)) = parse::<BusinessFile>(&path, secrets, &mut problems) {
            check_business(&path, &file, &text, &mut problems);
            check_tools(&path, &file, secrets, &mut problems);
            businesses.insert(id, file);
        }
    }
    match server {
        Some(server) if problems.is_empty() => Ok(Configuration {
            folder: folder.to_owned(),
            server,
            businesses,
            published: BTreeMap::new(),
        }),
        _ => Err(problems),
    }
}

fn business_files(folder: &Path, problems: &mut Vec<Problem>) -> Vec<(BusinessId, PathBuf)> {
    let businesses = folder.join("businesses");
    let mut files: Vec<(BusinessId, PathBuf)> = Vec::new();
    let entries = fs::read_dir(&businesses).into_iter().flatten().flatten();
    for path in entries
        .map(|e| e.path())
        .filter(|p| p.extension().is_some_and(|e| e == "toml"))
    {
        let id = path
            .file_stem()
            .and_then(|s| s.to_str())
            .unwrap_or_default();
        let valid = !id.is_empty()
            && id.len() <= 64
            && id
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        if valid {
            files.push((BusinessId::from(id), path));
        } else {
            problems.push(problem(
                &path,
                None,
                None,
                "the name of the file is the id of the business: at most 64 of a-z, 0-9 and -",
            ));
        }
    }
    files.sort();
    if files.is_empty() {
        problems.push(problem(
            &businesses,
            None,
            None,
            "holds no business: put a file <id>.toml there",
        ));
    }
    files
}

fn parse<T: DeserializeOwned>(
    path: &Path,
    secrets: Secrets,
    problems: &mut Vec<Problem>,
) -> Option<(T, String)> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => {
            problems.push(problem(
                path,
                None,
                None,
                &format!("cannot be read: {error}"),
            ));
            return None;
        }
    };
    let (expanded, missing) = expand::expand(&text, |name| std::env::var(name).ok());
    if secrets == Secrets::Needed {
        for m in missing {
            let what = format!(
                "${{{}}} is not set in the environment of this program: set it, or delete what uses it",
                m.name
            );
            problems.push(problem(path, Some(m.line), None, &what));
        }
    }
    match toml::from_str(&expanded) {
        Ok(value) => Some((value, text)),
        Err(error) => {
            let line = error.span().map(|s| {
                1 + expanded[..s.start.min(expanded.len())]
                    .matches('\n')
                    .count()
            });
            problems.push(problem(path, line, None, error.message()));
            None
        }
    }
}

/// Reads the published tables of a business, with the environment of this process.
///
/// # Errors
/// What is wrong with them, and variables that are not set.
pub(crate) fn tables(path: &Path, secrets: Secrets) -> Result<Answering, Vec<Problem>> {
    let mut problems = Vec::new();
    match parse(path, secrets, &mut problems) {
        Some((tables, _)) if problems.is_empty() => Ok(tables),
        _ => Err(problems),
    }
}

fn check_server(path: &Path, file: &ServerFile, problems: &mut Vec<Problem>) {
    let mut wrong = |key: &str, what: String| problems.push(problem(path, None, Some(key), &what));
    match file.store.engine.as_str() {
        "sled" => {}
        "postgres" => wrong(
            "store.engine",
            "\"postgres\" is not part of this version; \"sled\" is".into(),
        ),
        other => wrong(
            "store.engine",
            format!("\"{other}\" is no engine; \"sled\" is"),
        ),
    }
    if !matches!(file.log.format.as_str(), "text" | "json") {
        wrong(
            "log.format",
            format!(
                "\"{}\" is no format; allowed are \"text\" and \"json\"",
                file.log.format
            ),
        );
    }
    if file.server.listen.parse::<std::net::SocketAddr>().is_err() {
        wrong(
            "server.listen",
            format!(
                "\"{}\" is no address; write it like \"127.0.0.1:8080\" or \"0.0.0.0:8080\"",
                file.server.listen
            ),
        );
    }
    let url = &file.server.public_url;
    if !url.starts_with("https://") && !url.starts_with("http://") {
        wrong(
            "server.public_url",
            format!("\"{url}\" is no web address; write it like \"https://desk.example.com\""),
        );
    }
}

fn check_business(path: &Path, file: &BusinessFile, text: &str, problems: &mut Vec<Problem>) {
    let mut wrong = |key: &str, what: String| {
        let line = line_of(text, key);
        problems.push(problem(path, line, Some(key), &what));
    };
    if file.business.name.trim().is_empty() {
        wrong("business.name", "is empty: customers need a name".into());
    }
    match file.business.timezone.parse::<chrono_tz::Tz>() {
        Err(_) => wrong(
            "business.timezone",
            format!(
                "\"{}\" is no time zone; write it like \"Europe/Vienna\" (the IANA database)",
                file.business.timezone
            ),
        ),
        Ok(zone) => {
            let hours = |spec: &str| {
                frontdesk_tools::hours::OpeningHours::parse(
                    spec,
                    zone,
                    Some(&file.business.country),
                )
            };
            if !file.hours.open.is_empty()
                && let Err(e) = hours(&file.hours.open)
            {
                wrong("hours.open", e.to_string());
            }
            for staff in file.staff.iter().filter(|s| !s.hours.is_empty()) {
                if let Err(e) = hours(&staff.hours) {
                    wrong("staff.hours", format!("{}: {e}", staff.id));
                }
            }
        }
    }
    if !matches!(file.model.provider.as_str(), "builtin" | "openai") {
        wrong(
            "model.provider",
            format!(
                "\"{}\" is no provider; allowed are \"builtin\" and \"openai\"",
                file.model.provider
            ),
        );
    }
    if file.model.provider == "openai" && file.model.chat_model.is_empty() {
        wrong(
            "model.chat_model",
            "is missing: name the model that answers".into(),
        );
    }
    check_retrieval(&file.retrieval, &mut wrong);
    check_topics(file, &mut wrong);
    check_names(file, &mut wrong);
    super::launch::check(file, &mut wrong);
}

fn check_topics(file: &BusinessFile, wrong: &mut impl FnMut(&str, String)) {
    for topic in file
        .escalation
        .topics
        .iter()
        .chain(file.staff.iter().flat_map(|s| &s.topics))
        .chain(file.topics.iter().map(|rule| &rule.name))
    {
        if Topic::parse(topic).is_none() {
            wrong(
                "topics",
                format!(
                    "\"{topic}\" is no topic; allowed are {}",
                    Topic::ALL.map(Topic::as_str).join(", ")
                ),
            );
        }
    }
    for asked in file.topics.iter().flat_map(|rule| &rule.staff) {
        if !file.staff.iter().any(|s| s.id == *asked) {
            wrong("topic.staff", format!("\"{asked}\" is no member of staff"));
        }
    }
}

fn check_retrieval(table: &RetrievalTable, wrong: &mut impl FnMut(&str, String)) {
    if let Err(why) = frontdesk_egress::Allowed::read(&table.allow_private) {
        wrong("retrieval.allow_private", why);
    }
    match table.embedder.as_str() {
        "minilm" | "none" => {}
        "api" if table.model.is_empty() => wrong(
            "retrieval.model",
            "is missing: name the embedding model, for example \"text-embedding-3-small\"".into(),
        ),
        "api" => {}
        other => wrong(
            "retrieval.embedder",
            format!("\"{other}\" is no embedder; allowed are \"minilm\", \"api\" and \"none\""),
        ),
    }
}

/// Looks at the tools that a business declares.
fn check_tools(path: &Path, file: &BusinessFile, secrets: Secrets, problems: &mut Vec<Problem>) {
    let mut wrong = |n: usize, key: &str, what: String| {
        let name = file
            .tools
            .get(n)
            .map(|t| format!("in the tool \"{}\": ", t.name));
        let what = format!("{}{what}", name.unwrap_or_default());
        problems.push(problem(path, None, Some(&format!("tool.{key}")), &what));
    };
    for (n, fault) in frontdesk_tools::declared(&file.tools)
        .err()
        .unwrap_or_default()
    {
        // An address from the environment is not known where the environment is spared.
        let spared = secrets == Secrets::Spared && fault.key == "url";
        if !spared {
            wrong(n, fault.key, fault.what);
        }
    }
    for (n, tool) in file.tools.iter().enumerate() {
        for kind in tool
            .kinds()
            .filter(|k| frontdesk_channels::kind(k).is_none())
        {
            wrong(
                n,
                "from_engine",
                format!("\"{kind}\" is no kind of channel that is known here"),
            );
        }
    }
}

fn check_names(file: &BusinessFile, wrong: &mut impl FnMut(&str, String)) {
    let mut inboxes: Vec<&InboxName> = Vec::new();
    for InboxTable { name, channel, .. } in &file.inboxes {
        if inboxes.contains(&name) {
            wrong(
                "inbox.name",
                format!("two inboxes are called \"{name}\": names are unique in a business"),
            );
        }
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        if name.as_str().is_empty() || !name.as_str().chars().all(plain) {
            wrong(
                "inbox.name",
                format!("\"{name}\" cannot be part of a web address: use letters, digits, - and _"),
            );
        }
        if frontdesk_channels::kind(channel).is_none() {
            let known: Vec<&str> = frontdesk_channels::KINDS.iter().map(|k| k.name).collect();
            wrong(
                "inbox.channel",
                format!(
                    "\"{channel}\" is no channel; allowed are {}",
                    known.join(", ")
                ),
            );
        }
        inboxes.push(name);
    }
    let mut ids = Vec::new();
    for staff in &file.staff {
        if ids.contains(&&staff.id) {
            wrong(
                "staff.id",
                format!("two members of staff have the id \"{}\"", staff.id),
            );
        }
        if staff.reach.is_empty() {
            wrong(
                "staff.reach",
                format!(
                    "{} cannot be reached: name an address such as \"telegram:1001\"",
                    staff.id
                ),
            );
        }
        for address in &staff.reach {
            if frontdesk_channels::kind(address.kind()).is_none() {
                wrong(
                    "staff.reach",
                    format!("\"{address}\" is on no channel that is known here"),
                );
            }
        }
        ids.push(&staff.id);
    }
}

/// The line of `table.key` in a file, as far as a glance finds it: the first such key after the first such table.
fn line_of(text: &str, key: &str) -> Option<usize> {
    let (table, key) = key.split_once('.')?;
    let heads = [format!("[{table}]"), format!("[[{table}]]")];
    let mut lines = text
        .lines()
        .enumerate()
        .skip_while(|(_, l)| !heads.iter().any(|h| l.trim_start().starts_with(h.as_str())));
    let head = lines.next()?.0;
    let found = lines
        .take_while(|(_, l)| !l.trim_start().starts_with('['))
        .find(|(_, l)| l.trim_start().starts_with(key));
    Some(found.map_or(head, |(n, _)| n) + 1)
}

/// A mistake.
pub(crate) fn problem(file: &Path, line: Option<usize>, key: Option<&str>, what: &str) -> Problem {
    Problem {
        file: file.to_owned(),
        line,
        key: key.map(Into::into),
        what: what.trim().to_owned(),
    }
}
