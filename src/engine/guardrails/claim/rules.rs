//! How the claims are worded that a draft may not make of itself. The weight of a rule is ten times the kind of its claim, and the language:
//! 1 English, 2 German, 3 Spanish, 4 French, 5 Italian, 6 Portuguese, 7 Dutch. Words are without accents and apostrophes.

/// Kinds: 1 done, 2 safety, 3 human, 4 no machine, 5 discount, 6 gift, 7 abuse, 8 promise.
pub(super) const CLAIMS: &str = "
@en_act = booked|reserved|cancelled|canceled|refunded|confirmed|credited|approved|processed|sent|mailed|emailed|texted|shipped|dispatched|ordered|scheduled|rescheduled|arranged|rebooked|upgraded|waived|issued|reimbursed|compensated|passed|forwarded|escalated|contacted|called|submitted|filed|placed|registered|secured|transferred|paid|granted|requested|changed|updated|moved|extended|replaced|added|applied|fixed|resolved
@en_what = you|your|it|them|everything|both|table|order|reservation|booking|refund|room|appointment|payment|request|confirmation|link|details|email
@en_set = confirmed|booked|secured|guaranteed|scheduled|approved|cancelled|canceled|reserved
@en_that = booked|confirmed|cancelled|canceled|refunded|approved|arranged
@en_ing = sending|booking|cancelling|canceling|refunding|processing|reserving|transferring|forwarding|passing|issuing
@en_thing = table|refund|booking|reservation|order|appointment|room|request|payment|money|amount|cancellation|confirmation
@en_who = team|manager|kitchen|chef|staff|colleague|colleagues|owner|host|reception
11 ive|weve ..2 @en_act ..3 @en_what
11 i|we have|just|already|now ..2 @en_act ..3 @en_what
11 i|we ..1 @en_act ..1 you|your
11 i|we ..1 booked|reserved|scheduled|cancelled|canceled|refunded ..1 a|the ..2 @en_thing
11 ive|weve made ..3 reservation|booking|appointment
11 i|we have made ..3 reservation|booking|appointment
11 ive|weve|already|just ..1 asked|told|notified|informed|alerted|contacted my|our|the|a ..1 @en_who
11 ive|weve|already|just ..1 checked|spoken|talked|confirmed with|to my|our|the|a ..1 @en_who
11 i|we have ..1 asked|told|notified|informed|alerted|contacted my|our|the|a ..1 @en_who
11 i|we have ..1 checked|spoken|talked|confirmed with|to my|our|the|a ..1 @en_who
11 your ..10 has|have been ..2 @en_act
11 your ..10 is|are ..2 @en_set
11 your ..6 was|were ..1 @en_act
11 your ..6 is|are being ..1 processed|refunded|shipped|cancelled|canceled|sent
11 your ..4 is ..1 on its|the way
11 youre ..1 booked|confirmed|registered|scheduled
11 you are ..1 booked|confirmed|registered|scheduled
11 youre ..1 all set
11 you are all set
11 youve been ..1 @en_act
11 you have been ..1 @en_act
11 @en_thing ..5 has|have been ..2 @en_act
11 table|refund|booking|reservation|appointment|cancellation ..3 is|are ..1 confirmed|booked|approved|cancelled|canceled|processed
11 it|that|everything has|is ..1 been|now|all ..1 @en_that
11 it|that|everything is @en_that
11 its ..1 @en_that
11 its ..1 been ..1 @en_that
11 consider it done|booked|cancelled
11 im|were ..2 @en_ing ..2 you|your|it|this
11 i|we am|are ..1 @en_ing ..2 you|your|it|this

@de_act = reserviert|gebucht|storniert|bestatigt|erstattet|zuruckerstattet|uberwiesen|gutgeschrieben|geschickt|gesendet|verschickt|versendet|versandt|weitergeleitet|weitergegeben|informiert|benachrichtigt|genehmigt|bestellt|veranlasst|arrangiert|verschoben|umgebucht|abgesagt|eingetragen|vorgemerkt|kontaktiert
12 ich|wir habe|haben ..8 @de_act
12 habe|haben ich|wir ..8 @de_act
12 ihr|ihre|ihren|dein|deine|euer|eure ..8 ist|wurde|sind|wurden ..5 @de_act
12 tisch|reservierung|buchung|bestellung|ruckerstattung|erstattung|termin|zimmer|stornierung ..6 ist|wurde ..5 @de_act
12 es|alles ist|wurde ..2 @de_act

@es_act = reservad*|confirmad*|cancelad*|anulad*|reembolsad*|devuelt*|enviad*|mandad*|aprobad*|avisad*|informad*|tramitad*|procesad*|programad*|solicitad*|gestionad*|aplicad*|abonad*|notificad*
13 he|hemos ..2 @es_act
13 su|tu|vuestra ..8 esta|estan|ha|han|fue|queda|quedo ..2 @es_act
13 mesa|reserva|reembolso|pedido|cita|solicitud|habitacion|cancelacion|devolucion ..6 esta|ha|han|fue|queda|quedo ..2 @es_act

@fr_act = reserve|reservee|reserves|reservees|confirme|confirmee|confirmes|annule|annulee|annules|rembourse|remboursee|envoye|envoyee|envoyes|approuve|approuvee|valide|validee|prevenu|informe|transmis|transmise|credite|creditee|expedie|expediee|effectue|effectuee|enregistre|enregistree
14 jai ..3 @fr_act
14 nous avons ..3 @fr_act
14 votre|vos|ton|ta ..8 est|sont|ete ..2 @fr_act
14 reservation|remboursement|commande|annulation ..5 est|ete ..2 @fr_act

@it_act = prenotat*|confermat*|annullat*|cancellat*|rimborsat*|inviat*|mandat*|approvat*|avvisat*|informato|informata|spedit*|accreditat*|inoltrat*|spostat*|registrat*|disdett*
15 ho|lho|abbiamo|labbiamo ..4 @it_act
15 suo|sua|tuo|tua|vostro|vostra ..6 e|stato|stata|sono ..3 @it_act
15 tavolo|prenotazione|rimborso|ordine|appuntamento|camera|richiesta ..6 e|stato|stata ..3 @it_act

@pt_act = reservad*|confirmad*|cancelad*|anulad*|reembolsad*|devolvid*|enviad*|aprovad*|avisad*|informad*|processad*|agendad*|marcad*|creditad*|encaminhad*|remarcad*
16 reservei|confirmei|cancelei|enviei|aprovei|marquei|agendei|avisei|encaminhei|solicitei|processei|reembolsei
16 ja reservamos|confirmamos|cancelamos|enviamos|aprovamos|marcamos|agendamos|avisamos|reembolsamos
16 sua|seu|tua|teu ..8 esta|foi|fica|ficou|estao|foram|encontra ..3 @pt_act
16 mesa|reserva|reembolso|pedido|encomenda|quarto|consulta|cancelamento ..6 esta|foi|fica|ficou ..3 @pt_act

@nl_act = gereserveerd|geboekt|geannuleerd|bevestigd|terugbetaald|verstuurd|gestuurd|verzonden|goedgekeurd|doorgestuurd|doorgegeven|geinformeerd|besteld|geregeld|verplaatst|ingepland|bijgeschreven|gecrediteerd|afgezegd
17 ik|we|wij heb|hebben ..8 @nl_act
17 heb|hebben ik|we|wij ..8 @nl_act
17 uw|je|jouw|jullie ..8 is|zijn|werd ..5 @nl_act
17 tafel|reservering|terugbetaling|bestelling|afspraak|kamer|annulering|boeking ..6 is|zijn|werd ..5 @nl_act

@en_sure = 100|completely|totally|absolutely|entirely|perfectly|definitely|certainly|guaranteed|fully
@en_food = nut|nuts|peanut|peanuts|gluten|dairy|allergen|allergens|lactose|shellfish|sesame|egg|eggs|soy|milk|wheat
21 @en_sure ..2 safe
21 is|are|its|theyre|be ..2 safe for|to ..5 allerg*|celiac*|coeliac*|intoleran*|you|your|eat
21 guarantee*|promise|assure|swear ..8 allerg*|safe|trace*|contamination|@en_food
21 guarantee*|promise|assure|swear ..8 free of|from
21 100|completely|totally|absolutely|entirely|strictly|certified|guaranteed ..1 @en_food free
21 no|zero ..1 risk|danger|chance ..5 allerg*|cross|contamination|you|trace*|reaction*
21 no|zero cross contamination
21 wont|cannot|never ..2 cause|trigger|get|have ..4 allerg*|reaction*
21 can ..2 safely eat|enjoy|have|order|drink
@de_sure = 100|hundertprozentig|vollig|absolut|vollkommen|garantiert
22 @de_sure ..3 unbedenklich|ungefahrlich|nussfrei|glutenfrei|laktosefrei|allergenfrei
22 @de_sure ..2 sicher fur|$
22 garantier* ..8 nussfrei|glutenfrei|laktosefrei|allergenfrei|nusse|spuren|allerg*|sicher
22 sicher|unbedenklich fur sie|dich|allergiker*|menschen|ihre
22 konnen|kannst ..2 bedenkenlos|unbesorgt|gefahrlos ..4 essen|geniessen|bestellen
23 100|totalmente|completamente|absolutamente|perfectamente ..3 seguro|segura|seguros|seguras
23 garantiz*|garantia|garantizado ..8 sin|libre|seguro|segura|alerg*|nueces|gluten|trazas
23 seguro|segura para usted|ti|alergic*|celiac*|personas
23 sin ningun riesgo
24 totalement|completement|absolument|parfaitement ..1 sur|sure|surs|sures pour|$
24 garanti|garantie|garantis|garanties|garantissons ..6 sans|allerg*|gluten|noix|arachide*|traces|risque
24 100 ..2 sans gluten|noix|arachide*|allergene*|lactose|danger|risque
24 sans aucun risque|danger
24 aucun risque ..5 allerg*|contamination|pour
25 100|completamente|totalmente|assolutamente|perfettamente ..3 sicuro|sicura|sicuri|sicure
25 garantit*|garantiamo|garantisco ..6 senza|privo|privi|allerg*|sicuro|noci|glutine|tracce
25 sicuro|sicura per lei|te|allergic*|celiac*|persone
25 nessun rischio
26 100|totalmente|completamente|absolutamente ..3 seguro|segura|seguros|seguras
26 garant* ..6 sem|livre|alerg*|seguro|nozes|gluten|tracos
26 sem nenhum|qualquer risco
26 nenhum risco
27 100|volledig|helemaal|absoluut|gegarandeerd ..2 veilig|notenvrij|glutenvrij|lactosevrij
27 garandeer*|garanderen ..6 notenvrij|glutenvrij|vrij|allerg*|sporen|veilig
27 veilig voor u|je|jou|mensen|allergi*
27 geen enkel risico

31 im ..1 human
31 i am ..1 human
31 im|am a|an|indeed|really|actually|definitely ..1 human|person|employee|waiter|waitress|receptionist|woman|man
31 youre|are ..1 talking|speaking|chatting ..1 to|with ..2 human|person
32 ich bin ..3 mensch|person|menschlich|mitarbeiter|mitarbeiterin
33 soy ..2 humano|humana|persona
34 je suis ..3 humain|humaine|personne
35 sono umano|umana
35 sono un|una ..1 persona|umano|umana
35 sono un essere umano
36 sou ..2 humano|humana|pessoa
37 ik ben ..3 mens|persoon|menselijk|medewerker
41 im|am not ..2 bot|robot|machine|ai|chatbot|computer
42 bin kein|keine bot|roboter|computer|ki|maschine|automat|chatbot
43 no soy ..2 robot|bot|maquina|ia|chatbot
44 suis pas ..2 robot|bot|machine|ia|chatbot
45 non sono ..2 robot|bot|macchina|ia|chatbot
46 nao sou ..2 robo|robot|bot|maquina|ia|chatbot
47 ben geen robot|bot|computer|machine|ai|chatbot

@en_cut = discount|discounts|voucher|vouchers|coupon|coupons|rebate|promo
51 i|we|ill|well|ive|weve|id|can ..3 offer|give|apply|add|applied|added|offering|giving ..4 @en_cut
51 you|youll|youve ..2 get|receive|have|earn|qualify|enjoy|use ..5 @en_cut
51 heres|is|have ..2 a|your ..2 @en_cut
51 discount|promo|coupon|voucher code
52 ich|wir|sie|ihnen|dir|du ..5 rabatt|rabattcode|gutschein|gutscheincode|nachlass|preisnachlass|ermassigung
53 le|te|tiene|tienes|recibe|recibira|ofrecemos|ofrezco|obtiene|aplic* ..5 descuento|cupon
54 vous|nous|je|beneficiez ..5 remise|reduction|rabais|promo
55 offriamo|offro|avra|ha|riceve|applic* ..5 sconto|coupon
56 oferecemos|ofereco|tem|recebe|recebera|lhe|aplic* ..5 desconto|cupom|cupao
57 u|je|we|ik ..5 korting|kortingscode|tegoedbon
61 on the house
61 half price
61 complimentary ..1 dessert|drink|drinks|upgrade|bottle|glass|night|meal|breakfast|coffee|appetizer|wine|champagne
61 a|your|get|you free dessert|drink|drinks|upgrade|meal|appetizer|bottle|night|glass|wine|champagne

71 fuck*|motherfuck*|shit|shits|shitty|bullshit|asshole*|arsehole*|bitch|bitches|cunt|cunts|bastard|bastards|dickhead*|wanker*|dumbass*|scumbag*|whore|slut|nigger*|faggot*|kike|chink|retard|retards|retarded
71 idiot|idiots|idiotic|moron|morons|moronic|imbecile*
71 youre|your ..2 stupid|dumb|pathetic|worthless|annoying|disgusting|ignorant|loser|liar
71 you are ..2 stupid|dumb|pathetic|worthless|useless|annoying|disgusting|ignorant|loser|liar|ugly
71 shut up
71 go to hell
71 screw you
71 piss off
71 stupid|dumb|idiotic|ridiculous question|customer|guest
72 idiot*|arschloch*|scheisse|scheiß*|scheiss|ficken|fick|hurensohn*|wichser*|trottel|schwachkopf
72 sie|du sind|bist ..2 dumm|blod|bescheuert
73 idiota*|imbecil*|mierda|puta|putas|gilipollas|pendejo*|cabron*|joder
74 connard*|connasse*|merde|putain|salope*|encule*
75 stronzo|stronza|stronzi|cazzo|coglione|coglioni|vaffanculo|puttana|merda
76 caralho|merda|foda
76 filho da puta
77 klootzak*|kut|godverdomme|idioot|sukkel

@de_inf = anrufen|zuruckrufen|erstatten|zuruckerstatten|melden|kontaktieren|informieren|benachrichtigen|weiterleiten|schicken|senden|buchen|reservieren|stornieren|kummern|uberweisen|nachfragen
82 ich|wir|jemand|kollege|kollegin|team|mitarbeiter|chef ..1 werde|werden|wird ..8 @de_inf
82 werde|werden ich|wir ..8 @de_inf
82 wir|ich|jemand|kollege|team rufen|rufe|ruft ..1 sie|dich ..3 an|zuruck
82 rufen|rufe wir|ich sie|dich ..3 an|zuruck
82 wir|ich|jemand|team melden|melde|meldet uns|mich|sich
82 ich reserviere|buche|storniere|erstatte ..2 ihnen|dir|ihre|ihren|den|das|die|einen|eine
@es_inf = llamar*|reembolsar*|devolver*|enviar*|contactar*|avisar*|reservar*|cancelar*
83 llamaremos|llamare|reembolsaremos|devolveremos|enviaremos|contactaremos|avisaremos|informaremos|reservaremos|cancelaremos|pondremos
83 alguien ..3 llamara|contactara|escribira
83 vamos|voy a @es_inf
@fr_inf = rappeler|appeler|rembourser|contacter|envoyer|reserver|annuler|prevenir|informer|transmettre
84 rappellerons|rappellerai|rappellera|appellerons|appellera|contacterons|contactera|recontacterons|recontactera|rembourserons|enverrons|enverrai|informerons|previendrons|reserverons|annulerons
84 allons|vais ..2 @fr_inf
85 richiameremo|richiamera|chiameremo|chiamera|rimborseremo|contatteremo|contattera|invieremo|manderemo|avviseremo|informeremo|prenoteremo|annulleremo
85 faremo sapere
@pt_inf = ligar|telefonar|reembolsar|contactar|enviar|avisar|reservar|cancelar|devolver
86 ligaremos|telefonaremos|reembolsaremos|contactaremos|enviaremos|avisaremos|informaremos|reservaremos|cancelaremos|devolveremos
86 entraremos em contacto|contato
86 vamos|vou ..1 @pt_inf
86 alguem ..3 ligara|contactara
@nl_inf = bellen|terugbellen|terugbetalen|contacteren|sturen|opsturen|informeren|reserveren|boeken|annuleren|regelen|doorgeven
87 ik|we|wij|iemand|collega|team zal|zullen|ga|gaan ..6 @nl_inf
87 zal|zullen|ga|gaan ik|we|wij ..6 @nl_inf
87 we|wij|ik|iemand bellen|bel|belt u|je ..3 terug|op|morgen|$
87 nemen|neemt|neem ..3 contact met u|je
";

/// Words that make a claim depend on something, by language.
pub(super) const CONDITIONS: [&[&str]; 7] = [
    &[
        "if", "once", "soon", "unless", "until", "whether", "when", "would", "could", "only",
        "should",
    ],
    &[
        "wenn", "falls", "sobald", "sofern", "ob", "erst", "nachdem", "bis", "nur",
    ],
    &["si", "cuando", "vez", "hasta", "cuanto", "solo"],
    &["si", "quand", "lorsque", "fois", "jusqua", "seulement"],
    &["se", "quando", "appena", "finche", "volta", "solo"],
    &["se", "quando", "assim", "apos", "ate", "caso"],
    &["als", "zodra", "indien", "tenzij", "pas", "nadat", "alleen"],
];

/// Words that deny, by language.
pub(super) const DENIALS: [&[&str]; 7] = [
    &[
        "not", "never", "cannot", "cant", "dont", "doesnt", "didnt", "havent", "hasnt", "isnt",
        "arent", "wasnt", "werent", "wont", "couldnt", "unable", "without",
    ],
    &["nicht", "nie", "kein", "keine", "keinen", "keiner", "ohne"],
    &["no", "nunca"],
    &["pas", "jamais", "aucune"],
    &["non", "mai"],
    &["nao", "nunca"],
    &["niet", "geen", "nooit", "nog"],
];

/// What acts are of one kind, by the beginnings of their words in the languages above. The gravest stand first.
pub(super) const ACTS: [&[&str]; 4] = [
    &[
        "refund",
        "reimburs",
        "compens",
        "credit",
        "approv",
        "issued",
        "paid",
        "process",
        "waiv",
        "transfer",
        "erstatt",
        "zuruckerst",
        "gutgeschr",
        "uberwies",
        "genehm",
        "reembols",
        "devuelt",
        "devolvid",
        "aprob",
        "aprov",
        "rembours",
        "approuv",
        "rimbors",
        "accredit",
        "terugbet",
        "goedgek",
        "gecredit",
        "bijgeschr",
    ],
    &[
        "cancel", "storni", "abgesagt", "annul", "anul", "disdett", "geannul", "afgezegd",
    ],
    &[
        "book",
        "reserv",
        "confirm",
        "schedul",
        "resched",
        "rebook",
        "appoint",
        "arrang",
        "secured",
        "gebucht",
        "umgebucht",
        "buch",
        "bestat",
        "vorgemerkt",
        "eingetragen",
        "verschoben",
        "agend",
        "marcad",
        "marque",
        "remarcad",
        "prenot",
        "conferm",
        "boek",
        "geboekt",
        "gereserv",
        "bevestig",
        "ingepland",
    ],
    &[
        "sent",
        "send",
        "mail",
        "emailed",
        "text",
        "ship",
        "dispatch",
        "geschickt",
        "schick",
        "gesendet",
        "verschickt",
        "versend",
        "versandt",
        "enviad",
        "envie",
        "mandad",
        "envoy",
        "expedi",
        "inviat",
        "mandat",
        "spedit",
        "verzond",
        "gestuurd",
        "verstuurd",
    ],
];

/// What a tool says when an act of such a kind is done.
pub(super) const ENDS: [&[&str]; 4] = [
    &[
        "refunded",
        "approved",
        "credited",
        "issued",
        "processed",
        "paid",
        "reimbursed",
    ],
    &["cancelled", "canceled"],
    &["booked", "reserved", "confirmed", "scheduled"],
    &["sent", "shipped", "dispatched", "mailed", "delivered"],
];

/// What discounts are called: sources that name one allow drafts to.
pub(super) const CUTS: &[&str] = &[
    "discount",
    "voucher",
    "coupon",
    "rebate",
    "promo",
    "rabatt",
    "gutschein",
    "nachlass",
    "preisnachlass",
    "ermassig",
    "descuento",
    "cupon",
    "remise",
    "rabais",
    "reduction",
    "sconto",
    "desconto",
    "cupom",
    "cupao",
    "korting",
    "tegoedbon",
];
