use super::{of_html, of_text};

/// What is written on top, over a quote in the form of a mail program.
fn above(quote: &str) -> String {
    of_text(&format!("Yes, table for four please.\n\n{quote}"))
}

#[test]
fn a_quote_under_who_wrote_when_is_left_out_in_every_language() {
    for wrote in [
        "On Tue, May 5, 2026 at 6:32 PM Harbor Desk <desk@harbor.example> wrote:",
        "On 5 May 2026, at 18:32, Harbor Desk <desk@harbor.example> wrote:",
        "Am 05.05.2026 um 18:32 schrieb Harbor Desk:",
        "Am Di., 5. Mai 2026 um 18:32 Uhr schrieb Harbor Desk <desk@harbor.example>:",
        "Le mar. 5 mai 2026 à 18:32, Harbor Desk <desk@harbor.example> a écrit :",
        "El mar, 5 may 2026 a las 18:32, Harbor Desk (<desk@harbor.example>) escribió:",
        "Em ter., 5 de mai. de 2026 às 18:32, Harbor Desk <desk@harbor.example> escreveu:",
        "Il giorno mar 5 mag 2026 alle ore 18:32 Harbor Desk <desk@harbor.example> ha scritto:",
        "Op di 5 mei 2026 om 18:32 schreef Harbor Desk <desk@harbor.example>:",
        "Den tis 5 maj 2026 kl 18:32 skrev Harbor Desk <desk@harbor.example>:",
        "tir. 5. mai 2026 kl. 18:32 skrev Harbor Desk <desk@harbor.example>:",
        "ti 5. toukok. 2026 klo 18.32 Harbor Desk (desk@harbor.example) kirjoitti:",
        "wt., 5 maj 2026 o 18:32 Harbor Desk <desk@harbor.example> napisał(a):",
        "út 5. 5. 2026 v 18:32 odesílatel Harbor Desk <desk@harbor.example> napsal:",
        "вт, 5 мая 2026 г. в 18:32, Harbor Desk <desk@harbor.example>:",
        "5 мая 2026, 18:32 +03:00 от Harbor Desk <desk@harbor.example>:",
        "Harbor Desk <desk@harbor.example>, 5 May 2026 Sal, 18:32 tarihinde şunu yazdı:",
        "Harbor Desk <desk@harbor.example> ezt írta (időpont: 2026. máj. 5., K, 18:32):",
        "2026/5/5 Harbor Desk <desk@harbor.example>",
        "Quoting Harbor Desk <desk@harbor.example>:",
        "2026年5月5日(火) 18:32 Harbor Desk <desk@harbor.example>:",
        "在 2026年5月5日，18:32，Harbor Desk <desk@harbor.example> 写道：",
        "2026년 5월 5일 (화) 오후 6:32, Harbor Desk <desk@harbor.example>님이 작성:",
        "---- On Tue, 05 May 2026 18:32:00 +0200 Harbor Desk <desk@harbor.example> wrote ----",
    ] {
        let quote = format!("{wrote}\n\n> When would you like to come?\n> The desk");
        assert_eq!(above(&quote), "Yes, table for four please.", "{wrote}");
    }
}

#[test]
fn who_wrote_may_be_wrapped_over_lines() {
    for wrote in [
        "On Tue, May 5, 2026 at 6:32 PM Harbor Desk\n<desk+3f6a9e@harbor.example> wrote:",
        "On Tue, May 5, 2026 at 6:32 PM Harbor Desk <\ndesk+3f6a9e@harbor.example> wrote:",
        "Le mar. 5 mai 2026 à 18:32, Harbor Desk <desk@harbor.example>\na écrit :",
        "Am Dienstag, 5. Mai 2026,\n18:32 Uhr schrieb Harbor Desk\n<desk@harbor.example>:",
    ] {
        let quote = format!("{wrote}\n> When would you like to come?");
        assert_eq!(above(&quote), "Yes, table for four please.", "{wrote}");
    }
}

#[test]
fn an_earlier_mail_under_its_header_is_left_out_in_every_language() {
    for block in [
        "From: Harbor Desk <desk@harbor.example>\nSent: Tuesday, May 5, 2026 6:32 PM\nTo: Maria\nSubject: Your table",
        "-----Original Message-----\nFrom: Harbor Desk\nSent: 5 May\nTo: Maria\nSubject: Your table",
        "________________________________\nVon: Harbor Desk\nGesendet: Dienstag, 5. Mai 2026\nAn: Maria\nBetreff: Tisch",
        "*De :* Harbor Desk <desk@harbor.example>\n*Envoyé :* mardi 5 mai 2026\n*À :* Maria\n*Objet :* Table",
        "De: Harbor Desk <desk@harbor.example>\nEnviado el: martes, 5 de mayo\nPara: Maria\nAsunto: Mesa",
        "差出人: Harbor Desk\n送信日時: 2026年5月5日\n宛先: Maria\n件名: 予約",
        "发件人: Harbor Desk\n发送时间: 2026年5月5日\n收件人: Maria\n主题: 预订",
        "------------------ 原始邮件 ------------------\n发件人: \"Harbor\"<desk@harbor.example>;",
        "-------- Weitergeleitete Nachricht --------\nBetreff: Tisch\nDatum: heute\nVon: Harbor Desk",
        "From: Harbor Desk Sent: Tuesday, May 5 To: Maria Subject: Your table",
        "##- Please type your reply above this line -##\nYour request (17) was updated.",
    ] {
        let quote = format!("{block}\n\nWhen would you like to come?");
        assert_eq!(above(&quote), "Yes, table for four please.", "{block}");
    }
}

#[test]
fn a_form_that_a_customer_writes_is_no_header_of_a_mail() {
    let contact =
        "Please call.\n\n---- Contact ----\nE-mail: maria@example.org\nPhone: 030 1234567";
    assert_eq!(of_text(contact), contact);
    let form = "A transfer for two:\n\nFrom: Berlin\nTo: Potsdam\nDate: 5 May\nTime: 18:30";
    assert_eq!(of_text(form), form);
}

#[test]
fn answers_between_the_quotes_keep_them() {
    let mail = "On 5 May 2026 Harbor <desk@harbor.example> wrote:\n> When?\n\nAt eight.\n\n> How many?\n\nFour.\n\n> Bye";
    assert_eq!(
        of_text(mail),
        "> When?\n\nAt eight.\n\n> How many?\n\nFour."
    );
}

#[test]
fn an_answer_below_the_quote_is_the_answer() {
    let mail = "On 5 May 2026 Harbor <desk@harbor.example> wrote:\n> When?\n> And how many?\n\nAt eight, four of us.";
    assert_eq!(of_text(mail), "At eight, four of us.");
    let greeted =
        "Hello,\n\nOn 5 May 2026 Harbor <desk@harbor.example> wrote:\n> When?\n\nAt eight.";
    assert_eq!(of_text(greeted), "Hello,\n\n> When?\n\nAt eight.");
}

#[test]
fn a_signature_under_dashes_goes_and_names_under_a_greeting_stay() {
    let mail = "Can I bring a dog?\n\nKind regards\nMaria\n\n-- \nMaria Lopez\nHarbor Street 5\n+49 30 1234567";
    assert_eq!(of_text(mail), "Can I bring a dog?\n\nKind regards\nMaria");
}

#[test]
fn dashes_between_paragraphs_are_no_signature() {
    let mail = "Order\n-----\n2 pizzas, no onions, and please ring twice because the bell is broken since last week";
    assert_eq!(of_text(mail), mail);
}

#[test]
fn what_a_phone_adds_goes_and_what_people_say_of_their_phone_stays() {
    for line in [
        "Sent from my iPhone",
        "Sent from my Galaxy",
        "Von meinem iPhone gesendet",
        "Envoyé de mon iPhone",
        "Enviado desde mi iPhone",
        "Inviato da iPhone",
        "Get Outlook for iOS<https://aka.ms/o0ukef>",
        "Sent from Mail for Windows 10",
        "iPhoneから送信",
        "发自我的 iPhone",
        "Отправлено с iPhone",
    ] {
        assert_eq!(
            of_text(&format!("At eight.\n\n{line}")),
            "At eight.",
            "{line}"
        );
    }
    let said =
        "It was sent from my phone.\nSent from my phone it arrived twice, can you delete one?";
    assert_eq!(of_text(said), said);
}

#[test]
fn a_forwarded_mail_alone_is_kept() {
    let mail = "---------- Forwarded message ---------\nFrom: Ana <ana@example.org>\nDate: Tue\nSubject: Party\nTo: Maria\n\nWe come at eight.";
    assert_eq!(of_text(mail), mail);
    let quoted = "> We come at eight.";
    assert_eq!(of_text(quoted), quoted);
}

#[test]
fn a_sentence_that_says_wrote_is_no_quote() {
    for mail in [
        "Hi,\nyour colleague wrote on Monday that you are closed.\nOn the phone she wrote it down.\nIs that so?",
        "Thanks\nOn Tuesday we come at 10:00. My wife wrote:\nsee you",
        "Hallo,\nam 5.5.2026 kommen wir. Ihre Kollegin schrieb:\nkein Problem.\nGilt das noch?",
    ] {
        assert_eq!(of_text(mail), mail);
    }
}

#[test]
fn code_is_nobodys_quote() {
    let mail = "It shows:\n```\n> error\n--\nOn 1/1/2026 x@y.example wrote:\n```\nWhat now?";
    assert_eq!(of_text(mail), mail);
}

#[test]
fn html_is_read_by_the_marks_of_the_mail_programs() {
    for quote in [
        "<div class=\"gmail_quote\"><div class=\"gmail_attr\">Tiistaina, Harbor:<br></div><blockquote class=\"gmail_quote\">When?</blockquote></div>",
        "<div id=\"appendonsend\"></div><hr><div id=\"divRplyFwdMsg\"><b>From:</b> Harbor</div><div>When?</div>",
        "<div class=\"moz-cite-prefix\">Harbor, eilen:<br></div><blockquote type=\"cite\">When?</blockquote>",
        "<div class='yahoo_quoted' id=x><div>On Tuesday Harbor wrote:</div><div>When?</div></div>",
        "<div class='gmail_quote'>Marraskuu, Harbor:<div>When?</div></div>",
        "<div class='protonmail_quote'>Harbor, eilen:<br><blockquote class='protonmail_quote'>When?</blockquote></div>",
        "<blockquote type=cite><div>On 5 May 2026 Harbor wrote:<br><br></div>When?</blockquote>",
        "<div style='border-top:solid #E1E1E1 1pt'><p><b>Von:</b> Harbor &lt;desk@harbor.example&gt;<br><b>Gesendet:</b> heute<br><b>An:</b> Maria<br><b>Betreff:</b> Tisch</p></div><p>When?</p>",
    ] {
        let html = format!(
            "<html><head><style>p > a {{}}</style></head><body><p>At <b>eight</b> &amp; four&nbsp;of us.</p>{quote}</body></html>"
        );
        assert_eq!(of_html(&html), "At eight & four of us.", "{quote}");
    }
}

#[test]
fn html_keeps_lists_and_answers_between_quotes() {
    let html = "<div>Please:</div><ul><li>two pizzas</li><li>one salad</li></ul><ol><li>ring</li><li>wait</li></ol>";
    assert_eq!(
        of_html(html),
        "Please:\n- two pizzas\n- one salad\n1. ring\n2. wait"
    );
    let between = "<div class=gmail_quote><div class=gmail_attr>Harbor:</div><blockquote>When?</blockquote><div>At eight.</div><blockquote>Bye</blockquote></div>";
    assert_eq!(of_html(between), "> When?\nAt eight.");
}

#[test]
fn a_signature_in_html_goes_unless_it_is_all() {
    let html = "<div>At eight.</div><div class=\"gmail_signature\">Maria<br>Harbor Street 5</div>";
    assert_eq!(of_html(html), "At eight.");
    assert_eq!(
        of_html("<div class=gmail_signature>Call me</div>"),
        "Call me"
    );
}

#[test]
fn broken_html_loses_no_words() {
    assert_eq!(
        of_html("<p>2 < 3 and <b unclosed='x>bold</p> & done"),
        "2 < 3 and bold\n\n& done"
    );
    assert_eq!(of_html("a &amp b &nosuch; <>c"), "a &amp b &nosuch; <>c");
    let deep = "<div>".repeat(100_000) + "deep" + &"</div>".repeat(100_000);
    assert_eq!(of_html(&deep), "deep");
}
