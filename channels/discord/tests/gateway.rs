//! The connection: hello, identify, resume with a replay, an invalid session, a wished reconnect, and what comes after a restart.

use super::*;
use frontdesk_simulators::Failure;

#[tokio::test]
async fn a_direct_message_comes_in_after_hello_and_identify() {
    let bot = Bot::start().await;
    let id = bot.sim.dm(ANA, "do you have vegan options?");
    let inbound = bot.kept.first(1).await.remove(0);
    assert_eq!(inbound.from.as_str(), "discord:1001");
    assert_eq!(inbound.name.as_deref(), Some("Ana"));
    let channel = bot.sim.dm_channel(ANA).unwrap();
    assert_eq!(inbound.provider_id.0, format!("{channel}/{id}"));
    assert_eq!(text(&inbound), "do you have vegan options?");
    assert_eq!((bot.sim.identified(), bot.sim.resumed()), (1, 0));
    bot.stop().await;
}

#[tokio::test]
async fn many_messages_come_in_in_their_order() {
    let bot = Bot::start().await;
    let said: Vec<String> = (0..200).map(|n| format!("line {n}")).collect();
    for line in &said {
        bot.sim.dm(ANA, line);
    }
    assert_eq!(bot.kept.texts(200).await, said);
    bot.stop().await;
}

#[tokio::test]
async fn a_dropped_connection_is_resumed_and_what_was_missed_is_replayed() {
    let bot = Bot::start().await;
    bot.sim.dm(ANA, "one");
    bot.kept.first(1).await;
    bot.sim.drop_gateway();
    bot.sim.dm(ANA, "two");
    bot.sim.dm(ANA, "three");
    assert_eq!(bot.kept.texts(3).await, ["one", "two", "three"]);
    assert_eq!((bot.sim.identified(), bot.sim.resumed()), (1, 1));
    bot.stop().await;
}

#[tokio::test]
async fn a_wished_reconnect_resumes() {
    let bot = Bot::start().await;
    bot.sim.reconnect();
    assert!(bot.sim.wait_until(|sim| sim.resumed() == 1, PATIENCE).await);
    bot.sim.dm(ANA, "hello");
    assert_eq!(bot.kept.texts(1).await, ["hello"]);
    assert_eq!(bot.sim.identified(), 1);
    bot.stop().await;
}

#[tokio::test]
async fn after_an_invalid_session_the_bot_identifies_and_reads_what_it_missed() {
    let bot = Bot::start().await;
    bot.sim.dm(ANA, "one");
    bot.kept.first(1).await;
    bot.sim.invalid_session();
    bot.sim.dm(ANA, "nobody tells of this");
    assert_eq!(bot.kept.texts(2).await, ["one", "nobody tells of this"]);
    assert_eq!((bot.sim.identified(), bot.sim.resumed()), (2, 0));
    bot.stop().await;
}

#[tokio::test]
async fn a_line_that_is_dead_without_knowing_it_is_noticed_by_the_heart() {
    let sim = DiscordSim::start().await.unwrap();
    sim.introduce(ANA, "Ana");
    sim.heartbeat_every(Duration::from_millis(100));
    let bot = Bot::listening(sim, Arc::default());
    assert!(
        bot.sim
            .wait_until(|sim| sim.heartbeats() > 2, PATIENCE)
            .await
    );
    bot.sim.deaf(true);
    assert!(bot.sim.wait_until(|sim| sim.resumed() == 1, PATIENCE).await);
    bot.sim.deaf(false);
    bot.sim.dm(ANA, "still there?");
    assert_eq!(bot.kept.texts(1).await, ["still there?"]);
    bot.stop().await;
}

#[tokio::test]
async fn what_was_written_during_a_restart_is_read_after_it() {
    let bot = Bot::start().await;
    bot.sim.dm(ANA, "before");
    bot.kept.first(1).await;
    let (sim, kept) = bot.stop().await;
    for n in 0..150 {
        sim.dm(ANA, &format!("missed {n}"));
    }
    // Ben was never met before, and comes back when the bot does.
    sim.dm(BEN, "Ben missed");
    let bot = Bot::listening(sim, kept);
    let texts = bot.kept.texts(151).await;
    let expected: Vec<String> = (0..150).map(|n| format!("missed {n}")).collect();
    assert_eq!(texts[1..151], expected);
    bot.sim.dm(BEN, "Ben again");
    assert_eq!(
        bot.kept.texts(153).await[151..],
        ["Ben missed", "Ben again"]
    );
    bot.stop().await;
}

#[tokio::test]
async fn what_comes_while_the_disk_is_full_is_taken_once_it_is_not() {
    let bot = Bot::start().await;
    bot.kept.failures.store(2, Ordering::SeqCst);
    bot.sim.dm(ANA, "one");
    bot.sim.dm(ANA, "two");
    assert_eq!(bot.kept.texts(2).await, ["one", "two"]);
    bot.stop().await;
}

#[tokio::test]
async fn a_crash_before_the_mark_was_kept_loses_nothing_and_doubles_nothing() {
    let bot = Bot::start().await;
    bot.sim.dm(ANA, "one");
    bot.kept.first(1).await;
    // The mark of the first message is kept once the second is there.
    bot.sim.dm(ANA, "two");
    bot.kept.first(2).await;
    bot.kept.loses_marks.store(true, Ordering::SeqCst);
    bot.sim.dm(ANA, "three");
    bot.kept.first(3).await;
    bot.listening.abort();
    bot.sim.dm(ANA, "four");
    let again = Bot::listening(bot.sim.clone(), bot.kept.clone());
    assert_eq!(again.kept.texts(4).await, ["one", "two", "three", "four"]);
    again.stop().await;
}

#[tokio::test]
async fn a_wrong_token_ends_listening_and_is_not_shown() {
    let sim = DiscordSim::start().await.unwrap();
    let settings = format!(
        "api_url = '{}'\ngateway_url = '{}'\ntoken = 'wrong.token'",
        sim.api_url(),
        sim.gateway_url()
    );
    let channel = open_with(&DiscordFixture, &settings);
    let never: Stop = Box::pin(std::future::pending());
    let error = channel
        .listen(Arc::new(Kept::default()), never)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthorized);
    assert!(!format!("{error:?} {error}").contains("wrong.token"));
    let error = channel.probe().await.unwrap_err();
    assert!(error.to_string().contains("check token"), "{error}");
}

#[tokio::test]
async fn a_bot_that_may_not_read_contents_works_with_what_mentions_it() {
    let sim = DiscordSim::start().await.unwrap();
    sim.introduce(ANA, "Ana");
    sim.allow_content(false);
    let bot = Bot::listening(sim, Arc::default());
    bot.connected().await;
    bot.sim.dm(ANA, "in private");
    bot.sim.mention(ANA, DiscordSim::LOBBY, "in public");
    assert_eq!(bot.kept.texts(2).await, ["in private", "in public"]);
    let told = bot.channel.probe().await.unwrap();
    assert!(told.contains("Message Content Intent"), "{told}");
    bot.stop().await;
}

#[tokio::test]
async fn a_gateway_that_is_down_is_tried_again_and_its_address_is_asked_of_the_api() {
    let sim = DiscordSim::start().await.unwrap();
    sim.introduce(ANA, "Ana");
    sim.fail_next("gateway", 2, &Failure::Status(503, 0));
    let settings = format!(
        "api_url = '{}'\ntoken = '{}'",
        sim.api_url(),
        DiscordSim::TOKEN
    );
    let channel = open_with(&DiscordFixture, &settings);
    let kept = Arc::new(Kept::default());
    let listening = tokio::spawn({
        let (channel, kept) = (channel.clone(), kept.clone());
        async move { channel.listen(kept, Box::pin(std::future::pending())).await }
    });
    assert!(sim.wait_until(DiscordSim::connected, PATIENCE).await);
    sim.dm(ANA, "hello");
    assert_eq!(kept.texts(1).await, ["hello"]);
    listening.abort();
}
