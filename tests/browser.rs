//! The chat page in a real browser. Without a `chromium` on the path the test says so and ends; with `FRONTDESK_BROWSER` set, as `tests/run` does, it
//! fails.

use crate::{
    chromium::Browser,
    desk::{BUSINESS, TestDesk},
};
use serde_json::json;

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
