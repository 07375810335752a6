//! What is sent: once for all attempts, to the right place, and what Discord's refusals mean.

use super::*;
use bytes::Bytes;
use frontdesk_core::{
    Address, DeliveryId, ProviderId,
    channel::DeliverError,
    message::{Button, Content, Loss, Media, Outbound},
};
use frontdesk_simulators::Failure;

pub(super) fn card(edits: Option<ProviderId>) -> Outbound {
    let button = |label: &str, data: &str| Button {
        label: label.into(),
        data: data.into(),
    };
    Outbound {
        delivery: DeliveryId::from_bytes([3; 16]),
        to: "discord:1001".parse().unwrap(),
        content: Content::Card {
            subject: String::new(),
            text: "**Case 7** from Ana".into(),
            buttons: vec![
                button("Claim", "claim:7"),
                button("Open", "https://desk.example/console/7"),
            ],
            edits,
        },
    }
}

/// One part of a message to `to`.
fn part(channel: &dyn Channel, to: &str) -> Outbound {
    crate::conformance::outbound(channel, to.parse::<Address>().unwrap())
}

async fn discord() -> (DiscordSim, Arc<dyn Channel>) {
    let sim = DiscordSim::start().await.unwrap();
    sim.introduce(ANA, "Ana");
    let channel = open(&sim, "");
    (sim, channel)
}

#[tokio::test]
async fn an_attempt_whose_answer_was_lost_is_made_again_and_seen_once() {
    let (sim, channel) = discord().await;
    sim.fail_next("messages", 1, &Failure::Drop);
    let outbound = part(&*channel, "discord:1001");
    let lost = channel.deliver(&outbound).await.unwrap_err();
    assert!(matches!(lost, DeliverError::Unclear { .. }), "{lost:?}");
    let sent = channel.deliver(&outbound).await.unwrap();
    let shown = sim.dms_to(ANA);
    assert_eq!(shown.len(), 1);
    let id = format!("{}/{}", shown[0].channel, shown[0].id);
    assert_eq!(sent.provider_id, Some(ProviderId(id)));
    assert!(channel.capabilities().idempotent_send);
}

#[tokio::test]
async fn a_card_has_its_buttons_in_one_row_and_can_be_changed() {
    let (sim, channel) = discord().await;
    let sent = channel.deliver(&card(None)).await.unwrap();
    let shown = sim.dms_to(ANA).remove(0);
    assert_eq!(shown.content, "**Case 7** from Ana");
    let labels: Vec<&str> = shown.buttons.iter().map(|b| b.label.as_str()).collect();
    assert_eq!(labels, ["Claim", "Open"]);
    assert_eq!(shown.button("Claim"), Some("claim:7"));
    let mut changed = card(sent.provider_id.clone());
    if let Content::Card { text, buttons, .. } = &mut changed.content {
        *text = "Resolved".into();
        buttons.clear();
    }
    assert_eq!(channel.deliver(&changed).await.unwrap(), sent);
    let shown = sim.dms_to(ANA).remove(0);
    assert_eq!(
        (shown.content.as_str(), shown.buttons.len()),
        ("Resolved", 0)
    );
    let gone = card(Some(ProviderId(format!("{}/1", shown.channel))));
    let refused = channel.deliver(&gone).await.unwrap_err();
    assert!(matches!(refused, DeliverError::Refused { code, loss: None, .. } if code == "10008"));
}

#[tokio::test]
async fn what_discord_refuses_says_what_it_means_for_the_address() {
    let (sim, channel) = discord().await;
    sim.closes_dms(ANA, true);
    let refused = channel
        .deliver(&part(&*channel, "discord:1001"))
        .await
        .unwrap_err();
    let DeliverError::Refused { code, loss, .. } = refused else {
        panic!("{refused:?}");
    };
    assert_eq!((code.as_str(), loss), ("50007", Some(Loss::OptedOut)));
    for nobody in ["discord:99", "discord:1001@99"] {
        let refused = channel.deliver(&part(&*channel, nobody)).await.unwrap_err();
        assert!(
            matches!(
                refused,
                DeliverError::Refused {
                    loss: Some(Loss::Undeliverable),
                    ..
                }
            ),
            "{refused:?}"
        );
    }
    for odd in ["discord:ana", "discord:1001@", "discord:x@1"] {
        let refused = channel.deliver(&part(&*channel, odd)).await.unwrap_err();
        assert!(matches!(refused, DeliverError::Refused { code, .. } if code == "address"));
    }
}

#[tokio::test]
async fn a_busy_discord_says_when_to_come_back() {
    let (sim, channel) = discord().await;
    sim.rate_limit_next(3);
    let busy = channel
        .deliver(&part(&*channel, "discord:1001"))
        .await
        .unwrap_err();
    assert!(
        matches!(
            busy,
            DeliverError::Unavailable {
                retry_after_ms: Some(3_000),
                ..
            }
        ),
        "{busy:?}"
    );
    sim.fail_next("dm", 1, &Failure::RetryAfter(2));
    let channel = open(&sim, "");
    let busy = channel
        .deliver(&part(&*channel, "discord:1001"))
        .await
        .unwrap_err();
    assert!(
        matches!(
            busy,
            DeliverError::Unavailable {
                retry_after_ms: Some(2_000),
                ..
            }
        ),
        "{busy:?}"
    );
    sim.fail_next("dm", 1, &Failure::Drop);
    let lost = channel
        .deliver(&part(&*channel, "discord:1001"))
        .await
        .unwrap_err();
    assert!(
        matches!(lost, DeliverError::Unavailable { .. }),
        "no message was in it: {lost:?}"
    );
    channel
        .deliver(&part(&*channel, "discord:1001"))
        .await
        .unwrap();
    assert_eq!(sim.dms_to(ANA).len(), 1);
}

#[tokio::test]
async fn files_go_with_a_message() {
    let (sim, channel) = discord().await;
    let mut outbound = part(&*channel, "discord:1001");
    if let Content::Part { media, .. } = &mut outbound.content {
        media.push(Media {
            name: "menu \"new\".pdf".into(),
            media_type: "application/pdf".into(),
            url: "https://desk.example/files/1".into(),
            content: Bytes::from_static(b"PDF\r\n--frontdesk"),
        });
    }
    channel.deliver(&outbound).await.unwrap();
    let shown = sim.dms_to(ANA).remove(0);
    assert_eq!(shown.content, "We open at nine.");
    let file = &shown.files[0];
    assert_eq!(
        (file.media_type.as_str(), &file.content[..]),
        ("application/pdf", &b"PDF\r\n--frontdesk"[..])
    );
}

#[tokio::test]
async fn the_probe_names_the_bot() {
    let (_sim, channel) = discord().await;
    let told = channel.probe().await.unwrap();
    assert_eq!(told, "bot front-desk answers");
    assert!(
        !format!(
            "{channel:?}",
            channel = crate::discord::fixture::inside("http://127.0.0.1:9")
        )
        .contains(crate::discord::fixture::TOKEN)
    );
}
