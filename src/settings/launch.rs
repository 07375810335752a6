//! What can be wrong in `[launch]` and `[[arm]]`.

use super::BusinessFile;

/// Names each mistake.
pub(super) fn check(file: &BusinessFile, wrong: &mut impl FnMut(&str, String)) {
    let policy = &file.launch;
    let own = policy.channels.values().filter_map(|c| c.share);
    for share in own.chain([policy.share]) {
        if !(0.0..=100.0).contains(&share) {
            wrong(
                "launch.share",
                format!("{share} is no share: it is a number from 0 to 100, in per cent"),
            );
        }
    }
    for kind in policy.channels.keys() {
        if frontdesk_channels::KINDS.iter().all(|k| k.name != kind) {
            let known: Vec<&str> = frontdesk_channels::KINDS.iter().map(|k| k.name).collect();
            wrong(
                "launch.channels",
                format!("\"{kind}\" is no channel; allowed are {}", known.join(", ")),
            );
        }
    }
    check_arms(file, wrong);
}

fn check_arms(file: &BusinessFile, wrong: &mut impl FnMut(&str, String)) {
    if file.arms.len() == 1 {
        wrong(
            "arm.name",
            "one arm alone is compared with nothing: add a second [[arm]], or delete it".into(),
        );
    }
    let mut names: Vec<&str> = Vec::new();
    for arm in &file.arms {
        if arm.name.trim().is_empty() || names.contains(&arm.name.as_str()) {
            wrong(
                "arm.name",
                format!(
                    "\"{}\" is empty or used twice: names are unique in a business",
                    arm.name
                ),
            );
        }
        if !(arm.share >= 0.0 && arm.share.is_finite()) {
            wrong(
                "arm.share",
                format!("{} is no share: it is a number from 0 on", arm.share),
            );
        }
        if arm.chat_model.is_some() && file.model.provider == "builtin" {
            wrong(
                "arm.chat_model",
                "needs a language model: set `provider = \"openai\"` in [model]".into(),
            );
        }
        names.push(&arm.name);
    }
    if !file.arms.is_empty() && file.arms.iter().all(|a| a.share <= 0.0) {
        wrong("arm.share", "no arm has a part of the customers".into());
    }
}
