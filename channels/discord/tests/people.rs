//! What people do: mention, follow up in the thread, edit, reply, press, ask by command, send files.

use super::*;
use frontdesk_core::{Address, message::AttachmentContent};
use frontdesk_simulators::Failure;

#[tokio::test]
async fn a_mention_is_taken_in_a_thread_and_its_writer_need_not_mention_again() {
    let bot = Bot::start().await;
    bot.sim.says_in(ANA, DiscordSim::LOBBY, "not for the bot");
    let mention = bot.sim.mention(ANA, DiscordSim::LOBBY, "is there parking?");
    let inbound = bot.kept.first(1).await.remove(0);
    assert_eq!(text(&inbound), "is there parking?");
    let thread = bot.sim.thread_of(mention).unwrap();
    assert_eq!(inbound.from.as_str(), format!("discord:{ANA}@{thread}"));
    bot.sim.says_in(BEN, thread, "I think so");
    bot.sim.says_in(ANA, thread, "and for bicycles?");
    bot.sim.mention(BEN, thread, "for me, too?");
    let inbound = bot.kept.first(3).await;
    assert_eq!(text(&inbound[1]), "and for bicycles?");
    assert_eq!(inbound[1].from, inbound[0].from);
    assert_eq!(inbound[2].from.as_str(), format!("discord:{BEN}@{thread}"));
    bot.stop().await;
}

#[tokio::test]
async fn after_a_restart_the_thread_is_still_known_and_read() {
    let bot = Bot::start().await;
    let mention = bot.sim.mention(ANA, DiscordSim::LOBBY, "is there parking?");
    let from = bot.kept.first(1).await.remove(0).from;
    let thread = bot.sim.thread_of(mention).unwrap();
    bot.sim.says_in(ANA, thread, "hello?");
    bot.kept.first(2).await;
    let (sim, kept) = bot.stop().await;
    sim.says_in(ANA, thread, "anybody?");
    sim.mention(BEN, DiscordSim::LOBBY, "me too");
    let bot = Bot::listening(sim, kept);
    let inbound = bot.kept.first(4).await;
    let missed: Vec<String> = inbound[2..].iter().map(text).collect();
    assert!(missed.contains(&"anybody?".to_owned()) && missed.contains(&"me too".to_owned()));
    assert!(inbound[2..].iter().any(|i| i.from == from));
    bot.stop().await;
}

#[tokio::test]
async fn a_mention_survives_a_discord_that_cannot_start_its_thread_at_once() {
    let bot = Bot::start().await;
    bot.sim.fail_next("thread", 1, &Failure::Status(503, 0));
    bot.sim.fail_next("thread", 1, &Failure::Drop);
    let mention = bot.sim.mention(ANA, DiscordSim::LOBBY, "help");
    let inbound = bot.kept.first(1).await.remove(0);
    assert_eq!(inbound.from.as_str(), format!("discord:{ANA}@{mention}"));
    bot.sim.fail_next("thread", 1, &Failure::Status(403, 50013));
    bot.sim.mention(ANA, DiscordSim::LOBBY, "help");
    let inbound = bot.kept.first(2).await.remove(1);
    let lobby = DiscordSim::LOBBY;
    assert_eq!(
        inbound.from.as_str(),
        format!("discord:{ANA}@{lobby}"),
        "where it may not, in the channel"
    );
    bot.stop().await;
}

#[tokio::test]
async fn an_edit_names_the_message_it_changed() {
    let bot = Bot::start().await;
    let id = bot.sim.dm(ANA, "a table for to");
    let original = bot.kept.first(1).await.remove(0);
    assert!(bot.sim.edit(ANA, id, "a table for two"));
    let edit = bot.kept.first(2).await.remove(1);
    let expected = Payload::Edit {
        of: original.provider_id,
        text: "a table for two".into(),
    };
    assert_eq!((edit.payload, edit.from), (expected, original.from));
    let mention = bot.sim.mention(ANA, DiscordSim::LOBBY, "helo");
    let in_thread = bot.kept.first(3).await.remove(2);
    bot.sim
        .edit(ANA, mention, &format!("<@{}> hello", DiscordSim::BOT));
    let edit = bot.kept.first(4).await.remove(3);
    assert_eq!(edit.from, in_thread.from);
    assert!(matches!(edit.payload, Payload::Edit { text, .. } if text == "hello"));
    bot.stop().await;
}

/// A card of the bot in Ana's direct messages.
async fn card(bot: &Bot) -> frontdesk_simulators::DiscordMessage {
    let sent = sends::card(None);
    bot.channel.deliver(&sent).await.unwrap();
    bot.sim.dms_to(ANA).remove(0)
}

#[tokio::test]
async fn a_reply_to_a_card_names_the_card_and_other_words_name_none() {
    let bot = Bot::start().await;
    let card = card(&bot).await;
    bot.sim.reply(ANA, card.id, "We are sorry.").unwrap();
    bot.sim.dm(ANA, "a remark");
    let inbound = bot.kept.first(2).await;
    let answers = |inbound: &Inbound| match &inbound.payload {
        Payload::Text { answers, .. } => answers.clone(),
        other => panic!("{other:?}"),
    };
    let id = format!("{}/{}", card.channel, card.id);
    assert_eq!(answers(&inbound[0])[0].0, id);
    assert!(answers(&inbound[1]).is_empty());
    bot.stop().await;
}

#[tokio::test]
async fn who_answers_a_card_while_the_server_is_down_is_heard_although_they_never_wrote_before() {
    let bot = Bot::start().await;
    let card = card(&bot).await;
    // That the bot's own message was told is seen by its mark.
    let marked = async {
        while bot.kept.marks.lock().unwrap().is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(PATIENCE, marked).await.unwrap();
    let (sim, kept) = bot.stop().await;
    sim.reply(ANA, card.id, "We are sorry.").unwrap();
    let bot = Bot::listening(sim, kept);
    assert_eq!(bot.kept.texts(1).await, ["We are sorry."]);
    bot.stop().await;
}

#[tokio::test]
async fn who_answers_before_the_gateway_is_connected_is_heard() {
    let sim = DiscordSim::start().await.unwrap();
    sim.introduce(ANA, "Ana");
    sim.fail_next("gateway", 2, &Failure::Cut);
    let bot = Bot::listening(sim, Arc::default());
    let card = card(&bot).await;
    bot.sim.reply(ANA, card.id, "Already here.").unwrap();
    assert_eq!(bot.kept.texts(1).await, ["Already here."]);
    bot.stop().await;
}

#[tokio::test]
async fn a_press_is_answered_in_private_once_it_is_on_disk() {
    let bot = Bot::start().await;
    let card = card(&bot).await;
    let press = bot
        .sim
        .press(ANA, card.id, card.button("Claim").unwrap())
        .unwrap();
    let answer = bot
        .sim
        .wait_interaction_answer(press, |_| true, PATIENCE)
        .await
        .unwrap();
    assert_eq!(
        (answer.text.as_deref(), answer.ephemeral),
        (Some("Claimed"), true)
    );
    let inbound = bot.kept.first(1).await.remove(0);
    let expected = Payload::Press {
        data: "claim:7".into(),
        on: frontdesk_core::ProviderId(format!("{}/{}", card.channel, card.id)),
    };
    assert_eq!(inbound.payload, expected);
    assert_eq!(inbound.from.as_str(), "discord:1001");
    bot.stop().await;
}

#[tokio::test]
async fn whoever_presses_while_the_disk_hangs_is_put_off_in_time_and_told_later() {
    let bot = Bot::start().await;
    let card = card(&bot).await;
    bot.kept.hangs.store(true, Ordering::SeqCst);
    let press = bot
        .sim
        .press(ANA, card.id, card.button("Claim").unwrap())
        .unwrap();
    let ask = bot.sim.slash(BEN, "ask", "is there parking?");
    let first = bot
        .sim
        .wait_interaction_answer(press, |_| true, PATIENCE)
        .await
        .unwrap();
    assert_eq!((first.kind, first.text), (6, None));
    let first = bot
        .sim
        .wait_interaction_answer(ask, |_| true, PATIENCE)
        .await
        .unwrap();
    assert_eq!((first.kind, first.ephemeral), (5, true));
    bot.kept.hangs.store(false, Ordering::SeqCst);
    for (interaction, part) in [(press, "Claimed"), (ask, "The answer comes here")] {
        let told = |a: &frontdesk_simulators::InteractionAnswer| {
            a.ephemeral && a.text.as_deref().is_some_and(|t| t.contains(part))
        };
        assert!(
            bot.sim
                .wait_interaction_answer(interaction, told, PATIENCE)
                .await
                .is_some()
        );
    }
    bot.stop().await;
}

#[tokio::test]
async fn a_question_by_command_is_taken_in_private_wherever_it_was_asked() {
    let bot = Bot::start().await;
    assert_eq!(bot.sim.commands(), ["ask"]);
    let here = bot.sim.slash(ANA, "ask", "is there parking?");
    let there = bot.sim.slash_in(BEN, DiscordSim::LOBBY, "ask", "vegan?");
    let inbound = bot.kept.first(2).await;
    assert_eq!(
        (text(&inbound[0]).as_str(), inbound[0].from.as_str()),
        ("is there parking?", "discord:1001")
    );
    assert_eq!(
        (text(&inbound[1]).as_str(), inbound[1].from.as_str()),
        ("vegan?", "discord:1002")
    );
    for (ask, part) in [(here, "comes here"), (there, "direct message")] {
        let answer = bot
            .sim
            .wait_interaction_answer(ask, |_| true, PATIENCE)
            .await
            .unwrap();
        assert!(answer.ephemeral && answer.text.unwrap().contains(part));
    }
    bot.stop().await;
}

#[tokio::test]
async fn files_of_a_message_can_be_fetched_and_others_cannot() {
    let bot = Bot::start().await;
    bot.sim
        .dm_with(ANA, "", &[("soup.png", "image/png; x=y", b"PNG")]);
    let inbound = bot.kept.first(1).await.remove(0);
    let Payload::Text {
        text, attachments, ..
    } = inbound.payload
    else {
        panic!("no text");
    };
    assert_eq!(text, "");
    let file = &attachments[0];
    assert_eq!(
        (file.name.as_str(), file.media_type.as_str(), file.size),
        ("soup.png", "image/png", Some(3))
    );
    let AttachmentContent::At(reference) = &file.content else {
        panic!("not at Discord");
    };
    assert_eq!(&bot.channel.fetch(reference).await.unwrap()[..], b"PNG");
    bot.sim.fail_next("file", 1, &Failure::Status(404, 0));
    let gone = bot.channel.fetch(reference).await.unwrap_err();
    assert_eq!(gone.kind(), ErrorKind::NotFound);
    for elsewhere in [
        "http://127.0.0.1:9/x",
        "https://cdn.discordapp.com.evil.example/x",
        "file:///etc/passwd",
        "https://cdn.discordapp.com:8443/x",
    ] {
        assert!(bot.channel.fetch(elsewhere).await.is_err(), "{elsewhere}");
    }
    let inside = crate::discord::fixture::inside(&bot.sim.api_url());
    assert!(
        inside
            .trusted("https://cdn.discordapp.com/attachments/1/2/a.png?ex=1")
            .is_ok()
    );
    bot.stop().await;
}

#[tokio::test]
async fn typing_is_shown_where_the_answer_will_come() {
    let bot = Bot::start().await;
    bot.sim.dm(ANA, "hello");
    bot.kept.first(1).await;
    let to: Address = "discord:1001".parse().unwrap();
    let by = frontdesk_core::message::Author::Assistant;
    let typing = frontdesk_core::channel::Progress::Typing(&by);
    bot.channel.progress(&to, typing).await;
    assert_eq!(bot.sim.typing_in(bot.sim.dm_channel(ANA).unwrap()), 1);
    bot.stop().await;
}
