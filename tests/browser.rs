//! The chat page in a real browser. Without a `chromium` on the path the test says so and ends; with `FRONTDESK_BROWSER` set, as `tests/run` does, it
//! fails.

use crate::{
    chromium::Browser,
    desk::{BUSINESS, MARIA, PATIENCE, TestDesk},
    scenarios::identity::{signed, signing_desk},
};
use frontdesk_core::message::Proof;
use serde_json::json;
use tokio::net::TcpListener;

#[tokio::test]
async fn a_phone_shows_the_chat_and_a_tapped_starter_is_answered_with_its_source() {
    let Some(mut page) = Browser::open().await else {
        return;
    };
    let desk = TestDesk::start().await;
    page.visit(&format!("{}/chat/{BUSINESS}", desk.url)).await;
    page.until(
        "document.querySelector('.intro-text')?.textContent.includes('Welcome! Ask me anything.')",
    )
    .await;
    page.until("document.querySelectorAll('.starters button').length > 0")
        .await;
    let starters = page
        .look("[...document.querySelectorAll('.starters button')].map((each) => each.textContent)")
        .await;
    assert_eq!(starters, json!(["Is there parking?"]));
    page.stays_inside().await;

    page.look("document.querySelector('.starters button').click()")
        .await;
    page.until("document.querySelector('.message.assistant:not(.draft) .bubble')?.textContent.includes('free car park')")
        .await;
    page.look("document.querySelector('.message.assistant .chip').click()")
        .await;
    page.until("document.querySelector('.quote:not([hidden]) blockquote')?.textContent.includes('twelve places')")
        .await;
    let source = page
        .look("['strong', 'a'].map((tag) => document.querySelector(`.quote ${tag}`)).map((node) => node.href ?? node.textContent)")
        .await;
    assert_eq!(source, json!(["Parking", "https://bistro.example/parking"]));
    page.stays_inside().await;

    page.visit(&format!("{}/chat/{BUSINESS}", desk.url)).await;
    page.until("document.querySelectorAll('.message').length === 2")
        .await;
    page.stays_inside().await;
    assert!(page.complaints.is_empty(), "{:#?}", page.complaints);
    // The test would have heard of one.
    page.look("console.error('a complaint')").await;
    page.look("0").await;
    assert_eq!(page.complaints.len(), 1, "{:#?}", page.complaints);
    drop(page);
    desk.finish().await;
}

#[tokio::test]
async fn the_widget_tells_the_chat_whom_the_site_vouches_for() {
    let Some(mut page) = Browser::open().await else {
        return;
    };
    let site = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", site.local_addr().unwrap());
    let desk = signing_desk(format!("allowed_origins = [\"{origin}\"]")).await;
    desk.sms("my dog is called Rex").await;
    desk.phone_shows(1).await;
    let html = format!(
        "<!doctype html><link rel=icon href=data:,><script src=\"{}/widget.js\" data-business=\"{BUSINESS}\" data-identity='{}'></script>
         <script>frontdesk.open()</script>",
        desk.url,
        signed("", MARIA),
    );
    let pages = axum::Router::new().fallback(move || async { axum::response::Html(html) });
    let serving = tokio::spawn(async move { axum::serve(site, pages).await });
    page.visit(&origin).await;
    let address = format!("sms:{MARIA}");
    let joined = async {
        loop {
            let (conversation, _) = desk.journal("phone", &address).await;
            if !conversation.identity.joined.is_empty() {
                return conversation.identity.joined[0].clone();
            }
            page.look("0").await;
        }
    };
    let joined = tokio::time::timeout(PATIENCE, joined).await;
    let joined = joined.unwrap_or_else(|_| panic!("nobody joined: {:#?}", page.complaints));
    assert_eq!(joined.proof, Proof::SignedIdentity);
    assert_eq!(joined.routes[0].address.kind(), "web");
    assert!(page.complaints.is_empty(), "{:#?}", page.complaints);
    drop(page);
    serving.abort();
    desk.finish().await;
}
