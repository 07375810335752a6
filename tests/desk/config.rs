//! The files a desk under test is configured with.

use super::{ANA, BEN, BUSINESS, NUMBER, Wishes};
use frontdesk_simulators::{DiscordSim, MailSim, ModelSim, TelegramSim, TwilioSim};
use std::{fs, path::Path};

const ARTICLES: &[(&str, &str)] = &[
    (
        "vegan.md",
        "---\ntitle: Vegan food\nsource: https://bistro.example/vegan\n---\n# Vegan food\n\nYes, we have vegan options: a lentil stew for $14, a mushroom risotto and the garden salad.\n",
    ),
    (
        "parking.md",
        "---\ntitle: Parking\nsource: https://bistro.example/parking\n---\n# Parking\n\nThere is a free car park behind the house. It has twelve places.\n",
    ),
    (
        "dogs.md",
        "---\ntitle: Dogs\n---\n# Dogs\n\nDogs are welcome on the terrace. Inside we allow guide dogs only.\n",
    ),
    (
        "corkage.md",
        "---\ntitle: Corkage\n---\n# Corkage\n\nYou may bring your own wine. Corkage is 25 dollars a bottle.\n",
    ),
];

pub type Simulators<'a> = Option<(&'a TelegramSim, &'a DiscordSim, &'a MailSim, &'a ModelSim)>;

fn write_texts(folder: &Path, wishes: &Wishes) {
    let knowledge = folder.join("knowledge").join(BUSINESS);
    fs::create_dir_all(&knowledge).unwrap();
    fs::create_dir_all(folder.join("config/businesses")).unwrap();
    for (name, text) in ARTICLES {
        fs::write(knowledge.join(name), text).unwrap();
    }
    let prompts = folder.join("config/prompts");
    for (name, text) in &wishes.prompts {
        fs::create_dir_all(&prompts).unwrap();
        fs::write(prompts.join(name), text).unwrap();
    }
}

/// The inboxes that a test wants besides the usual ones.
fn more_inboxes(
    wishes: &Wishes,
    simulators: Simulators<'_>,
    extra: &impl Fn(&str) -> String,
) -> String {
    let mut more = String::new();
    if let Some((_, discord, mail, _)) = simulators {
        if wishes.mail {
            more.push_str(&format!(
                "[[inbox]]\nname = \"mail\"\nchannel = \"email\"\n{}quiet_ms = 0\n{}",
                mail.settings(),
                extra("email")
            ));
        }
        if wishes.discord {
            more.push_str(&format!(
                "[[inbox]]\nname = \"guild\"\nchannel = \"discord\"\napi_url = \"{}\"\ngateway_url = \"{}\"\ntoken = \"{}\"\nquiet_ms = 0\n{}",
                discord.api_url(),
                discord.gateway_url(),
                DiscordSim::TOKEN,
                extra("discord")
            ));
        }
    }
    more
}

fn model_keys(wishes: &Wishes, simulators: Simulators<'_>) -> String {
    let Some((.., model)) = simulators.filter(|_| wishes.model) else {
        return String::new();
    };
    format!(
        "provider = \"openai\"\napi_base = \"{}\"\napi_key = \"{}\"\nchat_model = \"stub\"\n",
        model.api_base(),
        ModelSim::KEY
    )
}

pub fn write_config(
    folder: &Path,
    wishes: &Wishes,
    url: &str,
    twilio: &TwilioSim,
    simulators: Simulators<'_>,
) {
    write_texts(folder, wishes);
    let extra = |table: &str| -> String {
        wishes
            .settings
            .iter()
            .filter(|(t, _)| *t == table)
            .map(|(_, l)| format!("{l}\n"))
            .collect()
    };
    let server = format!(
        "[server]\npublic_url = \"{url}\"\n{}[store]\npath = \"{}\"\n",
        extra("server"),
        folder.join("data").display()
    );
    fs::write(folder.join("config/frontdesk.toml"), server).unwrap();
    let more = more_inboxes(wishes, simulators, &extra);
    let telegram = simulators.map(|s| s.0);
    let model = model_keys(wishes, simulators);
    // Making vectors takes seconds of a debug build: scenarios that are about them ask for it.
    let retrieval = match extra("retrieval") {
        none if none.is_empty() => "embedder = \"none\"\n".to_owned(),
        some => some,
    };
    let usual = format!("telegram:{ANA}");
    let ana_at = wishes.ana_at.unwrap_or(&usual);
    let account = twilio.config();
    let file = format!(
        "[business]\nname = \"Test Bistro\"\ntimezone = \"America/New_York\"\nabout = \"A small restaurant.\"\n\
         [hours]\nopen = \"Mo-Sa 11:00-22:00\"\n\
         [[inbox]]\nname = \"phone\"\nchannel = \"sms\"\napi_url = \"{}\"\naccount_sid = \"{}\"\nauth_token = \"{}\"\nfrom = \"{NUMBER}\"\nquiet_ms = {}\n{}\
         [[inbox]]\nname = \"bot\"\nchannel = \"telegram\"\napi_url = \"{}\"\ntoken = \"100200300:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"\nmode = \"{}\"\nquiet_ms = 0\n{}\
         [[inbox]]\nname = \"site\"\nchannel = \"webchat\"\nquiet_ms = 0\n{}{more}\
         [model]\n{model}{}\
         [retrieval]\n{retrieval}[budget]\n{}\
         [guardrails]\n{}\
         [[staff]]\nid = \"ana\"\nname = \"Ana\"\nreach = [\"{ana_at}\"]\n{}\
         [[staff]]\nid = \"ben\"\nname = \"Ben\"\nreach = [\"telegram:{BEN}\"]\nhours = \"Mo-Su 09:00-18:00\"\n{}\
         [escalation]\nremind_overdue = {}\n{}\
         [widget]\nwelcome = \"Welcome! Ask me anything.\"\nstarters = [\"Is there parking?\"]\ncolour = \"#0b5c7a\"\n{}\
         [launch]\n{}{}{}",
        twilio.url(),
        account.account_sid,
        account.auth_token,
        wishes.phone_quiet_ms,
        extra("sms"),
        telegram.map(TelegramSim::url).unwrap_or_default(),
        if wishes.telegram_webhook {
            "webhook"
        } else {
            "polling"
        },
        extra("telegram"),
        extra("webchat"),
        extra("model"),
        extra("budget"),
        extra("guardrails"),
        extra("ana"),
        extra("ben"),
        // The reminder of a case that a scenario leaves open would be a job that is left.
        extra("escalation").contains("remind_overdue"),
        extra("escalation").replace("remind_overdue = true\n", ""),
        extra("widget"),
        extra("launch"),
        extra("arms"),
        extra("tools"),
    );
    fs::write(
        folder.join(format!("config/businesses/{BUSINESS}.toml")),
        file,
    )
    .unwrap();
}
