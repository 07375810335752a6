//! Commands, and what the bot answers to a command or a pressed button. The token of the interaction is the key; the bot's own
//! is not asked for.
//! <https://docs.discord.com/developers/interactions/receiving-and-responding>

use serde_json::{Value, json};

use super::api::{Answer, Call, not_found, refuse};
use super::check;
use super::state::{DiscordEvent, InteractionAnswer, State};
use crate::clock::now_ms;
use crate::events::held;

/// `PUT` replaces all commands, `POST` adds or replaces one.
pub(super) fn register(call: &Call<'_>, all: bool) -> Answer {
    let body = call.json()?;
    let given = if all {
        body.as_array().cloned().unwrap_or_default()
    } else {
        vec![body.clone()]
    };
    let named = |c: &Value| {
        c["name"]
            .as_str()
            .is_some_and(|n| (1..=32).contains(&n.len()))
    };
    if !given
        .iter()
        .all(|c| named(c) && c["description"].is_string())
    {
        return Err(refuse(400, 50035, "Invalid Form Body"));
    }
    let mut state = held(&call.shared.state);
    if all {
        state.commands.clear();
    }
    for command in given {
        state.commands.retain(|c| c["name"] != command["name"]);
        state.commands.push(command);
    }
    drop(state);
    call.shared.changes.mark();
    Ok(body)
}

/// The first answer: each interaction takes one.
pub(super) fn callback(call: &Call<'_>, id: u64, token: &str) -> Answer {
    let body = call.json()?;
    let kind = body["type"].as_u64().unwrap_or(0);
    if !matches!(kind, 4..=7) {
        return Err(refuse(400, 50035, "Invalid Form Body: type"));
    }
    let data = &body["data"];
    let text = check::content(data)?;
    let mut state = held(&call.shared.state);
    let interaction = state.interactions.get_mut(&id).filter(|i| i.token == token);
    let interaction = interaction.ok_or_else(|| not_found(10062, "interaction"))?;
    if interaction.answer.is_some() {
        let words = "Interaction has already been acknowledged.";
        return Err(refuse(400, 40060, words));
    }
    interaction.answer = Some(InteractionAnswer {
        interaction: id,
        kind,
        text: (kind == 4).then_some(text),
        ephemeral: data["flags"].as_u64().unwrap_or(0) & 64 != 0,
        after_ms: now_ms() - interaction.at,
    });
    finish(call, state, id);
    Ok(json!(null))
}

/// Changes the first answer.
pub(super) fn rewrite(call: &Call<'_>, token: &str) -> Answer {
    shown(call, token, |_| None)
}

/// A further message.
pub(super) fn follow_up(call: &Call<'_>, token: &str) -> Answer {
    let ephemeral = call.json()?["flags"].as_u64().unwrap_or(0) & 64 != 0;
    shown(call, token, |_| Some(ephemeral))
}

fn shown(
    call: &Call<'_>,
    token: &str,
    ephemeral: impl Fn(&InteractionAnswer) -> Option<bool>,
) -> Answer {
    let text = check::content(&call.json()?)?;
    let mut state = held(&call.shared.state);
    let mut interactions = state.interactions.iter_mut();
    let found = interactions.find(|(_, i)| i.token == token && i.answer.is_some());
    let Some((id, interaction)) = found else {
        return Err(not_found(10015, "Webhook"));
    };
    let id = *id;
    if let Some(answer) = &mut interaction.answer {
        answer.text = Some(text.clone());
        answer.ephemeral = ephemeral(answer).unwrap_or(answer.ephemeral);
    }
    finish(call, state, id);
    Ok(json!({ "id": id.to_string(), "content": text }))
}

fn finish(call: &Call<'_>, state: std::sync::MutexGuard<'_, State>, id: u64) {
    let told = state.interactions.get(&id);
    let told = told.and_then(|i| Some((i.user, i.answer.clone()?)));
    drop(state);
    if let Some((user, answer)) = told {
        call.shared
            .events
            .push(DiscordEvent::Answered { user, answer });
    }
    call.shared.changes.mark();
}
