//! What a customer and a member of staff on Discord live through, and what the desk makes of Discord's bad days.

use crate::desk::{MARIA, PATIENCE, SILENCE, TestDesk, Wishes};
use frontdesk_core::{Owner, event::Event};
use frontdesk_simulators::{DiscordMessage, DiscordSim, Failure, InteractionAnswer, Reply};

const TOM: u64 = 700_001;
const ANA: u64 = 500_001;

/// A desk with an inbox on Discord, connected, where Tom is a guest and Ana works.
async fn desk(wishes: Wishes) -> TestDesk {
    let desk = TestDesk::with(wishes.discord().ana_at("discord:500001")).await;
    desk.discord.introduce(TOM, "Tom");
    desk.discord.introduce(ANA, "Ana");
    connected(&desk).await;
    desk
}

async fn connected(desk: &TestDesk) {
    let ready = |d: &DiscordSim| d.connected() && !d.commands().is_empty();
    assert!(desk.discord.wait_until(ready, PATIENCE).await);
}

/// The first message in a person's direct messages that contains `part`.
async fn shows(desk: &TestDesk, person: u64, part: &str) -> DiscordMessage {
    let is_it = |m: &DiscordMessage| m.content.contains(part);
    let found = desk.discord.wait_dm(person, is_it, PATIENCE).await;
    found.unwrap_or_else(|| {
        let all = desk.discord.dms_to(person);
        panic!("{part:?} is not among {all:#?}")
    })
}

/// Tom has `n` messages, and no more come.
async fn stays_at(desk: &TestDesk, n: usize) {
    desk.idle().await;
    tokio::time::sleep(SILENCE).await;
    let shown = desk.discord.dms_to(TOM);
    assert_eq!(shown.len(), n, "{shown:#?}");
}

#[tokio::test]
async fn a_direct_message_is_answered_with_its_source_and_typing_is_shown() {
    let desk = desk(Wishes::default().model()).await;
    let answer = Reply::text("We have **a lentil stew** for $14. [1]");
    desk.model.script([Reply::Delay(500, Box::new(answer))]);
    desk.discord.dm(TOM, "do you have vegan options?");
    let answer = shows(&desk, TOM, "lentil stew").await;
    assert_eq!(
        answer.content,
        "We have **a lentil stew** for $14.\n\n-# Source: [Vegan food](<https://bistro.example/vegan>)"
    );
    assert!(desk.discord.typing_in(answer.channel) > 0);
    desk.finish().await;
}

#[tokio::test]
async fn a_mention_is_answered_in_a_thread_and_so_is_what_follows_there() {
    let desk = desk(Wishes::default()).await;
    let mention = desk
        .discord
        .mention(TOM, DiscordSim::LOBBY, "is there parking?");
    let thread = desk.discord.wait_thread(mention, PATIENCE).await.unwrap();
    let says = |part: &'static str| move |m: &DiscordMessage| m.content.contains(part);
    let answer = desk
        .discord
        .wait_message(thread, says("car park"), PATIENCE)
        .await;
    assert!(answer.is_some(), "{:#?}", desk.discord.messages_in(thread));
    desk.discord.says_in(TOM, thread, "are dogs welcome?");
    let answer = desk
        .discord
        .wait_message(thread, says("terrace"), PATIENCE)
        .await;
    assert!(answer.is_some(), "{:#?}", desk.discord.messages_in(thread));
    assert!(desk.discord.messages_in(DiscordSim::LOBBY).is_empty());
    assert!(desk.discord.dms_to(TOM).is_empty());
    desk.finish().await;
}

#[tokio::test]
async fn a_question_by_command_is_acknowledged_at_once_and_answered_in_private() {
    let desk = desk(Wishes::default()).await;
    let ask = desk
        .discord
        .slash_in(TOM, DiscordSim::LOBBY, "ask", "is there parking?");
    let noted = |a: &InteractionAnswer| a.text.is_some();
    let note = desk
        .discord
        .wait_interaction_answer(ask, noted, PATIENCE)
        .await
        .unwrap();
    assert!(note.ephemeral && note.text.unwrap().contains("direct message"));
    shows(&desk, TOM, "car park").await;
    desk.finish().await;
}

#[tokio::test]
async fn a_message_changed_after_the_answer_is_answered_again() {
    let desk = desk(Wishes::default()).await;
    let id = desk.discord.dm(TOM, "is there parking?");
    shows(&desk, TOM, "car park").await;
    assert!(desk.discord.edit(TOM, id, "are dogs welcome?"));
    shows(&desk, TOM, "terrace").await;
    stays_at(&desk, 2).await;
    desk.finish().await;
}

#[tokio::test]
async fn a_picture_reaches_staff_by_a_link() {
    let mut desk = desk(Wishes::default()).await;
    desk.expect_leftovers();
    let picture: &[u8] = b"\x89PNG hair";
    desk.discord.dm_with(
        TOM,
        "is there parking?",
        &[("soup.png", "image/png", picture)],
    );
    shows(&desk, TOM, "car park").await;
    desk.idle().await;
    desk.discord
        .dm(TOM, "There is a hair in my soup, I want the manager");
    let card = shows(&desk, ANA, "/files/").await;
    assert!(card.content.contains("soup.png"), "{}", card.content);
    let from = card.content.find(&format!("{}/files/", desk.url)).unwrap();
    let link = card.content[from..]
        .split([' ', ')', '>', '\n'])
        .next()
        .unwrap();
    let answer = reqwest::get(link).await.unwrap();
    assert_eq!(&answer.bytes().await.unwrap()[..], picture);
    desk.finish().await;
}

#[tokio::test]
async fn a_dropped_gateway_costs_no_message_and_doubles_no_answer() {
    let desk = desk(Wishes::default()).await;
    desk.discord.dm(TOM, "is there parking?");
    shows(&desk, TOM, "car park").await;
    desk.discord.drop_gateway();
    desk.discord.dm(TOM, "are dogs welcome?");
    shows(&desk, TOM, "terrace").await;
    assert_eq!((desk.discord.identified(), desk.discord.resumed()), (1, 1));
    desk.discord.reconnect();
    assert!(
        desk.discord
            .wait_until(|d| d.resumed() == 2, PATIENCE)
            .await
    );
    desk.discord.dm(TOM, "do you have vegan options?");
    shows(&desk, TOM, "lentil stew").await;
    stays_at(&desk, 3).await;
    desk.finish().await;
}

#[tokio::test]
async fn what_was_said_while_discord_forgot_the_session_is_answered_once() {
    let desk = desk(Wishes::default()).await;
    desk.discord.dm(TOM, "is there parking?");
    shows(&desk, TOM, "car park").await;
    desk.discord.invalid_session();
    desk.discord.dm(TOM, "are dogs welcome?");
    shows(&desk, TOM, "terrace").await;
    assert_eq!((desk.discord.identified(), desk.discord.resumed()), (2, 0));
    stays_at(&desk, 2).await;
    desk.finish().await;
}

#[tokio::test]
async fn what_was_said_during_a_restart_is_answered_once() {
    let mut desk = desk(Wishes::default()).await;
    desk.discord.dm(TOM, "is there parking?");
    shows(&desk, TOM, "car park").await;
    desk.discord.fail_next("gateway", 1, &Failure::Cut);
    desk.expect_warning("is tried again");
    desk.crash_and_restart().await;
    desk.discord.dm(TOM, "are dogs welcome?");
    shows(&desk, TOM, "terrace").await;
    stays_at(&desk, 2).await;
    desk.finish().await;
}

/// Lets the desk's time pass until Tom has a message.
async fn time_passes(desk: &TestDesk) {
    let waiting = async {
        while desk.discord.dms_to(TOM).is_empty()
            || desk
                .store()
                .depth(frontdesk_core::job::Queue::Deliveries)
                .total
                > 0
        {
            desk.clock.advance_ms(500);
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, waiting).await.unwrap();
}

#[tokio::test]
async fn a_limit_of_discord_delays_the_answer_and_does_not_lose_it() {
    let mut desk = desk(Wishes::default()).await;
    desk.expect_warning("put off");
    desk.discord.rate_limit_next(3);
    desk.discord.dm(TOM, "is there parking?");
    time_passes(&desk).await;
    shows(&desk, TOM, "car park").await;
    stays_at(&desk, 1).await;
    desk.finish().await;
}

#[tokio::test]
async fn an_answer_that_discord_did_not_acknowledge_is_sent_again_and_seen_once() {
    let mut desk = desk(Wishes::default()).await;
    desk.expect_warning("put off");
    desk.discord.fail_next("messages", 1, &Failure::Drop);
    desk.discord.dm(TOM, "is there parking?");
    time_passes(&desk).await;
    shows(&desk, TOM, "car park").await;
    stays_at(&desk, 1).await;
    desk.finish().await;
}

/// Waits until a card, as it stands now, says this.
async fn card_says(desk: &TestDesk, card: u64, part: &str) -> DiscordMessage {
    let is_it = |m: &DiscordMessage| m.id == card && m.content.contains(part);
    let found = desk.discord.wait_dm(ANA, is_it, PATIENCE).await;
    found.unwrap_or_else(|| {
        panic!(
            "the card does not say {part:?}: {:#?}",
            desk.discord.dms_to(ANA)
        )
    })
}

#[tokio::test]
async fn staff_on_discord_get_the_card_press_its_buttons_and_their_reply_reaches_the_phone() {
    let desk = desk(Wishes::default()).await;
    desk.sms("I found glass in my soup, I want a manager").await;
    desk.phone_shows(1).await;
    let card = shows(&desk, ANA, "Health and safety").await;
    for part in ["#1", "urgent", MARIA, "glass in my soup"] {
        assert!(
            card.content.contains(part),
            "{part:?} is missing on {}",
            card.content
        );
    }
    let labels: Vec<&str> = card.buttons.iter().map(|b| b.label.as_str()).collect();
    assert_eq!(labels, ["Claim", "Resolve", "Open"]);
    let press = desk
        .discord
        .press(ANA, card.id, card.button("Claim").unwrap())
        .unwrap();
    card_says(&desk, card.id, "Ana is answering").await;
    let answered = desk
        .discord
        .wait_interaction_answer(press, |_| true, PATIENCE)
        .await;
    assert!(answered.is_some(), "the press was not acknowledged");
    desk.discord.dm(ANA, "what a tiresome person");
    shows(&desk, ANA, "Nothing was sent to a customer").await;
    desk.discord
        .reply(ANA, card.id, "note: be kind to her")
        .unwrap();
    desk.discord
        .reply(ANA, card.id, "I am so sorry. A new soup is on its way.")
        .unwrap();
    assert_eq!(
        desk.phone_shows(2).await.body,
        "I am so sorry. A new soup is on its way."
    );
    card_says(&desk, card.id, "Delivered").await;
    desk.discord.press(ANA, card.id, "resolve").unwrap();
    card_says(&desk, card.id, "Resolved by Ana").await;
    desk.phone_stays_at(2).await;
    desk.finish().await;
}

#[tokio::test]
async fn a_customer_who_closed_their_direct_messages_is_told_of_to_staff() {
    let mut desk = desk(Wishes::default()).await;
    desk.expect_warning("was refused");
    desk.expect_leftovers();
    desk.discord
        .dm(TOM, "I found glass in my soup, I want a manager");
    shows(&desk, TOM, "team").await;
    let card = shows(&desk, ANA, "glass in my soup").await;
    desk.discord.closes_dms(TOM, true);
    desk.discord.reply(ANA, card.id, "We are sorry.").unwrap();
    card_says(&desk, card.id, "not delivered").await;
    let (conversation, entries) = desk.journal("guild", "discord:700001").await;
    assert_eq!(conversation.owner, Owner::Staff("ana".into()));
    assert!(
        entries
            .iter()
            .any(|e| matches!(e.event, Event::MessageReceived { .. }))
    );
    desk.finish().await;
}
