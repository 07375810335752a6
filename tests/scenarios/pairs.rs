//! Whatever a customer writes from and wherever a member of staff is reached: the case arrives, remarks stay inside, the reply arrives once, on the
//! customer's own thread, and staff see that it did; the same after a restart in between.

use crate::{
    chat_client::ChatClient,
    desk::{ANA, BUSINESS, MARIA, PATIENCE, TestDesk, Wishes},
};
use frontdesk_simulators::{DiscordMessage, SentMail};

const GUEST: &str = "maria@guests.example";
const GUEST_ON_TELEGRAM: i64 = 2001;
const GUEST_ON_DISCORD: u64 = 600_001;
const ANA_MAIL: &str = "ana@staff.example";
const ANA_PHONE: &str = "+15550199";
const ANA_ON_DISCORD: u64 = 500_001;

const COMPLAINT: &str = "I want to complain: my soup was cold";

/// A customer, by what they write from.
enum Customer {
    Sms,
    Mail,
    Telegram,
    Discord,
    Web(Option<Box<ChatClient>>),
}

impl Customer {
    async fn complains(&mut self, desk: &TestDesk) {
        match self {
            Self::Sms => desk.sms(COMPLAINT).await,
            Self::Mail => drop(desk.mail.write(GUEST, "Last night", COMPLAINT)),
            Self::Telegram => drop(desk.telegram.says(GUEST_ON_TELEGRAM, "Maria", COMPLAINT)),
            Self::Discord => {
                desk.discord.introduce(GUEST_ON_DISCORD, "maria");
                let connected = desk.discord.wait_until(|d| d.connected(), PATIENCE);
                assert!(connected.await, "the gateway is connected");
                desk.discord.dm(GUEST_ON_DISCORD, COMPLAINT);
            }
            Self::Web(chat) => {
                let mut client = desk.visit().await;
                client.says("m1", COMPLAINT).await;
                *chat = Some(Box::new(client));
            }
        }
    }

    /// Everything that they were sent.
    async fn was_sent(&self, desk: &TestDesk) -> Vec<String> {
        match self {
            Self::Sms => desk
                .twilio
                .sent_to(MARIA)
                .into_iter()
                .map(|s| s.body)
                .collect(),
            Self::Mail => desk
                .mail
                .inbox_of(GUEST)
                .into_iter()
                .map(|m| m.text)
                .collect(),
            Self::Telegram => {
                let messages = desk.telegram.messages(GUEST_ON_TELEGRAM).into_iter();
                messages.map(|m| m.text).collect()
            }
            Self::Discord => {
                let messages = desk.discord.dms_to(GUEST_ON_DISCORD).into_iter();
                messages.map(|m| m.content).collect()
            }
            Self::Web(chat) => {
                let session = chat.as_ref().map(|c| c.session.as_str());
                let again = ChatClient::open(&desk.url, BUSINESS, session, 0).await;
                let messages = again.welcome["messages"].as_array().unwrap();
                let of_desk = messages.iter().filter(|m| m["by"] != "customer");
                of_desk
                    .map(|m| m["text"].as_str().unwrap().to_owned())
                    .collect()
            }
        }
    }

    async fn sees(&self, desk: &TestDesk, part: &str) {
        let seen = async {
            while !self.was_sent(desk).await.iter().any(|t| t.contains(part)) {
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
        };
        if tokio::time::timeout(PATIENCE, seen).await.is_err() {
            panic!("{part:?} did not come: {:#?}", self.was_sent(desk).await);
        }
    }
}

/// A member of staff, by where they are reached.
#[derive(Clone, Copy)]
enum Staff {
    Telegram,
    Discord,
    Mail,
    Sms,
}

/// A card, as its reader can answer it.
enum Card {
    Telegram(i64),
    Discord(DiscordMessage),
    Mail(Box<SentMail>),
    Sms,
}

impl Staff {
    fn address(self) -> &'static str {
        match self {
            Self::Telegram => "telegram:1001",
            Self::Discord => "discord:500001",
            Self::Mail => "email:ana@staff.example",
            Self::Sms => "sms:+15550199",
        }
    }

    /// The card of the case.
    async fn gets_the_card(self, desk: &TestDesk) -> Card {
        match self {
            Self::Telegram => {
                Card::Telegram(desk.telegram_shows(ANA, "soup was cold").await.message_id)
            }
            Self::Discord => {
                let is_it = |m: &DiscordMessage| m.content.contains("soup was cold");
                let card = desk.discord.wait_dm(ANA_ON_DISCORD, is_it, PATIENCE).await;
                Card::Discord(card.expect("the card came"))
            }
            Self::Mail => {
                let is_it = |m: &SentMail| m.text.contains("soup was cold");
                let card = desk.mail.wait_mail(ANA_MAIL, is_it, PATIENCE).await;
                let card = card.expect("the card came");
                assert!(card.subject.contains("#1"), "{}", card.subject);
                Card::Mail(Box::new(card))
            }
            Self::Sms => {
                let sent = desk.twilio.wait_sent_to(ANA_PHONE, 1, PATIENCE).await;
                assert!(sent[0].body.contains("soup was cold"), "{}", sent[0].body);
                assert!(sent[0].body.contains("begin with 1"), "{}", sent[0].body);
                Card::Sms
            }
        }
    }

    /// Writes something that is no reply to a card.
    async fn remarks(self, desk: &TestDesk, text: &str) {
        match self {
            Self::Telegram => drop(desk.telegram.says(ANA, "Ana", text)),
            Self::Discord => drop(desk.discord.dm(ANA_ON_DISCORD, text)),
            Self::Mail => drop(desk.mail.write(ANA_MAIL, "By the way", text)),
            Self::Sms => drop(desk.sms_from(ANA_PHONE, text).await),
        }
    }

    async fn replies(self, desk: &TestDesk, card: &Card, text: &str) {
        match card {
            Card::Telegram(card) => drop(desk.telegram.replies(ANA, *card, text)),
            Card::Discord(card) => drop(desk.discord.reply(ANA_ON_DISCORD, card.id, text)),
            Card::Mail(card) => drop(desk.mail.reply(card, text)),
            Card::Sms => drop(desk.sms_from(ANA_PHONE, &format!("1 {text}")).await),
        }
    }

    /// Everything that they were sent, as it reads now.
    fn was_sent(self, desk: &TestDesk) -> Vec<String> {
        match self {
            Self::Telegram => desk
                .telegram
                .messages(ANA)
                .into_iter()
                .map(|m| m.text)
                .collect(),
            Self::Discord => {
                let messages = desk.discord.dms_to(ANA_ON_DISCORD).into_iter();
                messages.map(|m| m.content).collect()
            }
            Self::Mail => desk
                .mail
                .inbox_of(ANA_MAIL)
                .into_iter()
                .map(|m| m.text)
                .collect(),
            Self::Sms => {
                let sent = desk.twilio.sent_to(ANA_PHONE).into_iter();
                sent.map(|s| s.body).collect()
            }
        }
    }

    async fn sees(self, desk: &TestDesk, part: &str) {
        let seen = async {
            while !self.was_sent(desk).iter().any(|t| t.contains(part)) {
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
        };
        if tokio::time::timeout(PATIENCE, seen).await.is_err() {
            panic!("staff did not see {part:?}: {:#?}", self.was_sent(desk));
        }
    }
}

async fn a_case_goes_there_and_back(mut customer: Customer, staff: Staff) {
    let mut wishes = Wishes::default().ana_at(staff.address());
    if matches!(customer, Customer::Mail) || matches!(staff, Staff::Mail) {
        wishes = wishes.mail();
    }
    if matches!(customer, Customer::Discord) || matches!(staff, Staff::Discord) {
        wishes = wishes.discord();
    }
    let mut desk = TestDesk::with(wishes).await;
    desk.expect_leftovers();
    desk.discord.introduce(ANA_ON_DISCORD, "ana");
    customer.complains(&desk).await;
    customer.sees(&desk, "team").await;
    let card = staff.gets_the_card(&desk).await;

    staff.remarks(&desk, "what a tiresome person").await;
    staff.sees(&desk, "Nothing was sent to a customer").await;

    staff
        .replies(&desk, &card, "We are sorry, dessert is on us")
        .await;
    customer.sees(&desk, "dessert is on us").await;
    staff.sees(&desk, "Delivered").await;

    desk.crash_and_restart().await;
    staff.replies(&desk, &card, "And a coffee with it").await;
    customer.sees(&desk, "a coffee with it").await;
    desk.idle().await;

    let sent = customer.was_sent(&desk).await;
    for words in ["dessert is on us", "a coffee with it"] {
        let times = sent.iter().filter(|t| t.contains(words)).count();
        assert_eq!(times, 1, "{words:?} in {sent:#?}");
    }
    assert!(!sent.iter().any(|t| t.contains("tiresome")), "{sent:#?}");
    if matches!(customer, Customer::Mail) {
        let mails = desk.mail.inbox_of(GUEST);
        let last = mails.last().unwrap();
        assert_eq!(last.subject, "Re: Last night");
        assert!(last.in_reply_to.is_some(), "{last:?}");
    }
    desk.finish().await;
}

macro_rules! pairs {
    ($($name:ident: $customer:expr, $staff:expr;)*) => {
        $(
            #[tokio::test]
            async fn $name() {
                a_case_goes_there_and_back($customer, $staff).await;
            }
        )*
    };
}

pairs! {
    a_texting_customer_and_staff_on_telegram: Customer::Sms, Staff::Telegram;
    a_texting_customer_and_staff_on_discord: Customer::Sms, Staff::Discord;
    a_texting_customer_and_staff_by_mail: Customer::Sms, Staff::Mail;
    a_texting_customer_and_staff_by_sms: Customer::Sms, Staff::Sms;
    a_customer_by_mail_and_staff_on_telegram: Customer::Mail, Staff::Telegram;
    a_customer_by_mail_and_staff_on_discord: Customer::Mail, Staff::Discord;
    a_customer_by_mail_and_staff_by_mail: Customer::Mail, Staff::Mail;
    a_customer_by_mail_and_staff_by_sms: Customer::Mail, Staff::Sms;
    a_customer_on_telegram_and_staff_on_telegram: Customer::Telegram, Staff::Telegram;
    a_customer_on_telegram_and_staff_on_discord: Customer::Telegram, Staff::Discord;
    a_customer_on_telegram_and_staff_by_mail: Customer::Telegram, Staff::Mail;
    a_customer_on_telegram_and_staff_by_sms: Customer::Telegram, Staff::Sms;
    a_customer_on_discord_and_staff_on_telegram: Customer::Discord, Staff::Telegram;
    a_customer_on_discord_and_staff_on_discord: Customer::Discord, Staff::Discord;
    a_customer_on_discord_and_staff_by_mail: Customer::Discord, Staff::Mail;
    a_customer_on_discord_and_staff_by_sms: Customer::Discord, Staff::Sms;
    a_web_visitor_and_staff_on_telegram: Customer::Web(None), Staff::Telegram;
    a_web_visitor_and_staff_on_discord: Customer::Web(None), Staff::Discord;
    a_web_visitor_and_staff_by_mail: Customer::Web(None), Staff::Mail;
    a_web_visitor_and_staff_by_sms: Customer::Web(None), Staff::Sms;
}
