//! How far the assistant is put to work: who answers on each inbox, and the arms of an experiment with their instructions and models.

use super::{models, prompt, prompt_file};
use crate::settings::{BusinessFile, Configuration, Problem, read::problem};
use frontdesk_core::{BusinessId, business::ArmTable};
use frontdesk_engine::launch::{Arm, Rollout, Rule};

/// What the file of a business says of it.
///
/// # Errors
/// An arm cannot be as it is described.
pub fn rollout(configuration: &Configuration, id: &BusinessId) -> Result<Rollout, Vec<Problem>> {
    let file = &configuration.businesses[id];
    let rule = |(mode, share)| Rule { mode, share };
    let inboxes = file.inboxes.iter();
    let inboxes = inboxes.map(|i| (i.name.clone(), rule(file.launch.on(&i.channel))));
    let arms = file.arms.iter().map(|a| arm(configuration, id, file, a));
    Ok(Rollout {
        general: rule((file.launch.mode, file.launch.share)),
        inboxes: inboxes.collect(),
        arms: arms.collect::<Result<_, _>>().map_err(|p| vec![p])?,
    })
}

fn arm(
    configuration: &Configuration,
    id: &BusinessId,
    file: &BusinessFile,
    table: &ArmTable,
) -> Result<Arm, Problem> {
    let mut model = file.model.clone();
    if let Some(other) = &table.chat_model {
        model.chat_model.clone_from(other);
    }
    // The quicker model keeps the prices that it had without them.
    let (input, output) = (
        model.input_price_per_million,
        model.output_price_per_million,
    );
    model.fast_input_price_per_million.get_or_insert(input);
    model.fast_output_price_per_million.get_or_insert(output);
    model.input_price_per_million = table.input_price_per_million.unwrap_or(input);
    model.output_price_per_million = table.output_price_per_million.unwrap_or(output);
    let wrong = |what: String| problem(&configuration.file(id), None, Some("arm"), &what);
    Ok(Arm {
        name: table.name.clone(),
        share: table.share,
        step_back: table.step_back,
        prompt: match &table.prompt {
            Some(name) => prompt_file(configuration, id, name)?,
            None => prompt(configuration, id)?,
        },
        models: models(&model).map_err(|error| wrong(format!("{}: {error}", table.name)))?,
    })
}
