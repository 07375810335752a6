//! What can be wrong in a configuration that is TOML of the right shape: each mistake with its line, what was found and what is allowed.

use super::{
    BusinessFile, RetrievalTable, Secrets, ServerFile, bounds, codes, launch, lines::Faults,
};
use frontdesk_core::{InboxName, event::Topic};
use frontdesk_tools::hours::OpeningHours;

/// The file of the server.
pub(super) fn server(file: &ServerFile, faults: &mut Faults<'_>) {
    match file.store.engine.as_str() {
        "sled" => {}
        "postgres" => faults.wrong(
            "store.engine",
            "\"postgres\" is not part of this version; \"sled\" is",
        ),
        other => faults.wrong(
            "store.engine",
            format!("\"{other}\" is no engine; \"sled\" is"),
        ),
    }
    if !file.store.key.is_empty()
        && let Err(error) = frontdesk_store::MasterKey::from_base64(&file.store.key)
    {
        faults.wrong("store.key", error.to_string());
    }
    if !matches!(file.log.format.as_str(), "text" | "json") {
        let what = format!(
            "\"{}\" is no format; allowed are \"text\" and \"json\"",
            file.log.format
        );
        faults.wrong("log.format", what);
    }
    if file.server.listen.parse::<std::net::SocketAddr>().is_err() {
        let what = format!(
            "\"{}\" is no address; write it like \"127.0.0.1:8080\" or \"0.0.0.0:8080\"",
            file.server.listen
        );
        faults.wrong("server.listen", what);
    }
    let url = &file.server.public_url;
    if !url.starts_with("https://") && !url.starts_with("http://") {
        faults.wrong(
            "server.public_url",
            format!("\"{url}\" is no web address; write it like \"https://desk.example.com\""),
        );
    }
    let header = &file.server.client_ip_header;
    if !header.is_empty() && header.parse::<http::HeaderName>().is_err() {
        faults.wrong(
            "server.client_ip_header",
            format!("\"{header}\" is no name of a header; write it like \"Fly-Client-IP\""),
        );
    }
    bounds::server(file, faults);
}

/// The file of a business, but for its tools.
pub(super) fn business(file: &BusinessFile, faults: &mut Faults<'_>) {
    profile(file, faults);
    hours(file, faults);
    if !matches!(file.model.provider.as_str(), "builtin" | "openai") {
        let what = format!(
            "\"{}\" is no provider; allowed are \"builtin\" and \"openai\"",
            file.model.provider
        );
        faults.wrong("model.provider", what);
    }
    if file.model.provider == "openai" && file.model.chat_model.is_empty() {
        faults.wrong(
            "model.chat_model",
            "is missing: name the model that answers",
        );
    }
    retrieval(&file.retrieval, faults);
    topics(file, faults);
    inboxes(file, faults);
    staff(file, faults);
    colors(file, faults);
    bounds::business(file, faults);
    launch::check(file, faults);
}

fn profile(file: &BusinessFile, faults: &mut Faults<'_>) {
    let profile = &file.business;
    if profile.name.trim().is_empty() {
        faults.wrong("business.name", "is empty: customers need a name");
    }
    if !codes::is_locale(&profile.locale) {
        let what = format!(
            "\"{}\" is no language; write it like \"en\" or \"de-AT\": ISO 639-1, then the country if it matters",
            profile.locale
        );
        faults.wrong("business.locale", what);
    }
    if !codes::is_country(&profile.country) {
        let what = format!(
            "\"{}\" is no country; write it in two capital letters like \"US\" (ISO 3166)",
            profile.country
        );
        faults.wrong("business.country", what);
    }
    if !codes::is_currency(&profile.currency) {
        let what = format!(
            "\"{}\" is no currency; write it in three capital letters like \"USD\" or \"EUR\" (ISO 4217)",
            profile.currency
        );
        faults.wrong("business.currency", what);
    }
}

fn hours(file: &BusinessFile, faults: &mut Faults<'_>) {
    let Ok(zone) = file.business.timezone.parse::<chrono_tz::Tz>() else {
        let what = format!(
            "\"{}\" is no time zone; write it like \"Europe/Vienna\" (the IANA database)",
            file.business.timezone
        );
        return faults.wrong("business.timezone", what);
    };
    let read = |spec: &str| OpeningHours::parse(spec, zone, Some(&file.business.country));
    if !file.hours.open.is_empty()
        && let Err(error) = read(&file.hours.open)
    {
        faults.wrong("hours.open", error.to_string());
    }
    for (n, staff) in file.staff.iter().enumerate() {
        if !staff.hours.is_empty()
            && let Err(error) = read(&staff.hours)
        {
            faults.wrong(
                &format!("staff.{n}.hours"),
                format!("{}: {error}", staff.id),
            );
        }
    }
}

/// What the assistant may hand off by rules; the other topics arise otherwise.
const HANDED_OFF: [Topic; 5] = [
    Topic::Complaint,
    Topic::Refund,
    Topic::HealthAndSafety,
    Topic::Manager,
    Topic::Legal,
];

fn topics(file: &BusinessFile, faults: &mut Faults<'_>) {
    let mut topic = |path: &str, name: &str, allowed: &[Topic]| {
        if !allowed.iter().any(|topic| topic.as_str() == name) {
            let allowed: Vec<&str> = allowed.iter().map(|topic| topic.as_str()).collect();
            let allowed = allowed.join(", ");
            faults.wrong(
                path,
                format!("\"{name}\" is no topic that can stand here; allowed are {allowed}"),
            );
        }
    };
    for name in &file.escalation.topics {
        topic("escalation.topics", name, &HANDED_OFF);
    }
    for (n, staff) in file.staff.iter().enumerate() {
        for name in &staff.topics {
            topic(&format!("staff.{n}.topics"), name, &Topic::ALL);
        }
    }
    // Drafts that wait for approval have rules of their own, in `[launch]`.
    let ruled: Vec<Topic> = Topic::ALL
        .into_iter()
        .filter(|topic| *topic != Topic::Approval)
        .collect();
    for (n, rule) in file.topics.iter().enumerate() {
        topic(&format!("topic.{n}.name"), &rule.name, &ruled);
    }
    for (n, rule) in file.topics.iter().enumerate() {
        if file.topics[..n]
            .iter()
            .any(|before| before.name == rule.name)
        {
            faults.wrong(
                &format!("topic.{n}.name"),
                format!(
                    "there is a [[topic]] \"{}\" already, and only one would count: put both together",
                    rule.name
                ),
            );
        }
        for asked in &rule.staff {
            if !file.staff.iter().any(|s| s.id == *asked) {
                let known: Vec<&str> = file.staff.iter().map(|s| s.id.as_str()).collect();
                let known = known.join(", ");
                faults.wrong(
                    &format!("topic.{n}.staff"),
                    format!("\"{asked}\" is no member of staff; there is {known}"),
                );
            }
        }
    }
}

fn retrieval(table: &RetrievalTable, faults: &mut Faults<'_>) {
    if let Err(why) = frontdesk_egress::Allowed::read(&table.allow_private) {
        faults.wrong("retrieval.allow_private", why);
    }
    match table.embedder.as_str() {
        "minilm" | "none" => {}
        "api" if table.model.is_empty() => faults.wrong(
            "retrieval.model",
            "is missing: name the embedding model, for example \"text-embedding-3-small\"",
        ),
        "api" => {}
        other => faults.wrong(
            "retrieval.embedder",
            format!("\"{other}\" is no embedder; allowed are \"minilm\", \"api\" and \"none\""),
        ),
    }
}

fn colors(file: &BusinessFile, faults: &mut Faults<'_>) {
    let main = if faults.lines.has("widget.colour") {
        "widget.colour"
    } else {
        "widget.color"
    };
    for (path, color) in [
        (main, &file.widget.color),
        ("widget.accent", &file.widget.accent),
    ] {
        if !color.is_empty() && !codes::is_color(color) {
            faults.wrong(
                path,
                format!("\"{color}\" is no colour; write it like \"#0b5c7a\", or by its name in CSS like \"teal\""),
            );
        }
    }
}

/// The tools that a business declares.
pub(super) fn tools(file: &BusinessFile, secrets: Secrets, faults: &mut Faults<'_>) {
    let named = |n: usize, what: &str| match file.tools.get(n) {
        Some(tool) => format!("in the tool \"{}\": {what}", tool.name),
        None => what.to_owned(),
    };
    for (n, fault) in frontdesk_tools::declared(&file.tools)
        .err()
        .unwrap_or_default()
    {
        let path = format!("tool.{n}.{}", fault.key);
        // What the environment would have put in is not known where it is spared, and told where it is missing.
        let written = faults.lines.written(&path).unwrap_or_default();
        let spared = secrets == Secrets::Spared && unset_in(&written);
        if !spared {
            faults.wrong(&path, named(n, &fault.what));
        }
    }
    for (n, tool) in file.tools.iter().enumerate() {
        for kind in tool
            .kinds()
            .filter(|k| frontdesk_channels::kind(k).is_none())
        {
            let what = format!("\"{kind}\" is no kind of channel that is known here");
            faults.wrong(&format!("tool.{n}.from_engine"), named(n, &what));
        }
    }
}

/// Whether what is written names a variable that the environment lacks.
fn unset_in(written: &str) -> bool {
    let lookup = |name: &str| std::env::var(name).ok();
    !super::expand::expand(written, lookup).1.is_empty()
}

fn inboxes(file: &BusinessFile, faults: &mut Faults<'_>) {
    let mut names: Vec<&InboxName> = Vec::new();
    for (n, inbox) in file.inboxes.iter().enumerate() {
        let (name, path) = (&inbox.name, format!("inbox.{n}.name"));
        if names.contains(&name) {
            faults.wrong(
                &path,
                format!("two inboxes are called \"{name}\": names are unique in a business"),
            );
        }
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        if name.as_str().is_empty() || !name.as_str().chars().all(plain) {
            faults.wrong(
                &path,
                format!("\"{name}\" cannot be part of a web address: use letters, digits, - and _"),
            );
        }
        if frontdesk_channels::kind(&inbox.channel).is_none() {
            let known: Vec<&str> = frontdesk_channels::KINDS.iter().map(|k| k.name).collect();
            let what = format!(
                "\"{}\" is no channel; allowed are {}",
                inbox.channel,
                known.join(", ")
            );
            faults.wrong(&format!("inbox.{n}.channel"), what);
        }
        names.push(name);
    }
}

fn staff(file: &BusinessFile, faults: &mut Faults<'_>) {
    let mut ids = Vec::new();
    for (n, staff) in file.staff.iter().enumerate() {
        if ids.contains(&&staff.id) {
            faults.wrong(
                &format!("staff.{n}.id"),
                format!("two members of staff have the id \"{}\"", staff.id),
            );
        }
        let path = format!("staff.{n}.reach");
        if staff.reach.is_empty() {
            let what = format!(
                "{} cannot be reached: name an address such as \"telegram:1001\"",
                staff.id
            );
            faults.wrong(&path, what);
        }
        for address in &staff.reach {
            if frontdesk_channels::kind(address.kind()).is_none() {
                faults.wrong(
                    &path,
                    format!("\"{address}\" is on no channel that is known here"),
                );
            }
        }
        ids.push(&staff.id);
    }
}
