//! The small words, the endings and the letters by which languages in Latin letters are told apart. Accents stay: they tell most.

/// A language's profile.
pub(super) struct Profile {
    /// ISO 639-1.
    pub(super) code: &'static str,
    /// Its most frequent small words.
    pub(super) words: &'static str,
    /// Endings of its longer words.
    pub(super) endings: &'static str,
    /// Letters and pairs that it has and most others have not.
    pub(super) letters: &'static str,
}

/// The languages in Latin letters that are told apart.
pub(super) const PROFILES: [Profile; 20] = [
    Profile {
        code: "en",
        words: "the of and to in is was what which who how when where why did does do are for with from by that this it be on at an as were has have had not can could should would will you your i my we our they their there he she his her its if or about many much long any please need want know get between during after before into than most more other first name type kind year people used called made won been whom whose am me us hi hello thanks book table open close cost price help order time today tomorrow tonight yes no room parking breakfast dinner lunch refund cancel vegan vegetarian dishes gluten free dogs allowed deliver delivery wifi kids menu",
        endings: "ing tion ed ness ment ly ies ght ould ious able ful less ship ated ting",
        letters: "th wh gh oo ee sh ck ould",
    },
    Profile {
        code: "de",
        words: "der die das und ist in den von zu mit sich des auf für nicht ein eine einen einem einer eines auch wie wer was wann wo warum welche welcher welches welchen welchem wen wem wessen was bedeutet heißt wurde wurden wird werden war waren hat haben hatte kann können muss darf ich sie er es wir ihr mein meine ihre ihren dem als bei nach aus im am zum zur vom beim über unter durch um oder aber wenn dass gibt noch nur schon sind viele viel man bis vor zwischen gegen ohne seit heute morgen bitte danke guten hallo ja nein möchte brauche wieviel bin mir mich uns tisch zimmer buchen reservieren offen geöffnet preis kostet hunde hund erlaubt wlan vorhanden gerichte kinder glutenfrei speisekarte parkplatz parkplätze liefert seid euch habt sterben umbringen",
        endings: "ung ungen keit heit lich lichen isch ische ischen schaft chen ten gen ier iert tet ern",
        letters: "sch ß ü ä ö tz ei ich ch cht",
    },
    Profile {
        code: "es",
        words: "el la los las de del que y en un una unos unas por para con no es se su sus lo al como más qué quién quiénes cuál cuáles cuándo cuánto cuánta cuántos cuántas cómo dónde fue fueron era eran ser son está están hay ha han había tiene tienen puede pueden hacer pero o sobre entre desde hasta durante sin también este esta esto ese esa yo mi me te usted quiero quisiera necesito hola gracias buenos buenas favor sí año años nombre tipo después antes cuando donde muy día dos tres le les mesa reservar reserva habitación precio abierto abierta hoy mañana cuesta abren parking wifi abiertos estan aceptan perros perro hacen envios platos niños menú cierran estacionamiento gluten podemos morir suicidarme",
        endings: "ción ciones dad mente aron ieron ado ada ados adas ando iendo ía ían ería able ismo ores",
        letters: "ñ ¿ ¡ ll ó í ue ié",
    },
    Profile {
        code: "fr",
        words: "le la les de des du un une et est en à au aux que qui quoi quel quelle quels quelles quand comment pourquoi où combien dans pour par sur avec ne pas plus ce cet cette ces se sa son ses il elle ils elles je tu nous vous mon ma mes votre vos notre leur leurs été était ont a sont avez ai suis peut peux puis pouvez faire fait comme mais ou si sans entre depuis après avant très aussi bonjour merci oui non voudrais y l d qu c j n s est-ce être avoir quoi ça table réserver réservation chambre ouvert ouverts prix demain coûte parking wifi plats végétariens végétarien enfant enfants chiens chien livrez menu gluten fermez vais suicider mourir place",
        endings: "tion ment eur eux euse ais ait aient ées ée és er ez age ique ité eaux oire",
        letters: "ç ê è œ à ou eau qu oi î û ù",
    },
    Profile {
        code: "it",
        words: "il lo la i gli le di del dello della dei degli delle che e è un una uno in con per non si su sul sulla da dal dalla al allo alla ai alle come più quale quali quando quanto quanta quanti quante dove chi cosa perché sono era erano ha hanno ho essere stato stata può posso possono devo fare questo questa quello quella mio mia mi ti ci vi ma o anche tra fra dopo prima senza molto buongiorno ciao grazie salve vorrei nel nella nei nelle l d dell nell all un' se c'è io voi siete avete fino prenotare prenotazione tavolo camera aperto aperti prezzo oggi domani costa wifi parcheggio cani cane bambini glutine piatti vegani vegetariani chiudete carta carte consegne fate accettate morire suicidarmi",
        endings: "zione zioni ità mente ato ata ati ate ando endo are ere ire ario ismo etto etta ezza ibile",
        letters: "gli gn zz cch ò ù ì à è che cc tt",
    },
    Profile {
        code: "pt",
        words: "o a os as de do da dos das que e é em um uma uns umas no na nos nas por para com não se seu sua seus suas ao à como mais qual quais quando quanto quanta quantos quantas onde quem foi foram era ser são está estão tem têm há pode podem posso fazer mas ou sobre entre desde até sem também este esta isso esse essa eu meu minha você vocês quero gostaria preciso olá obrigado obrigada bom boa sim pelo pela pelos num numa muito ano anos depois antes já me lhe mesa reservar reserva quarto preço aberto abertos hoje amanhã custa abrem wifi estacionamento cães cão glúten pratos fecham entregas cartão aceitam fazem morrer crianças",
        endings: "ção ções dade mente aram eram ado ada ados adas ando endo indo ável agem eiro eira inho ões ão",
        letters: "ã õ ç lh nh ão ê â ô",
    },
    Profile {
        code: "nl",
        words: "de het een en van in is dat op te zijn met voor niet aan er om ook als bij door naar uit over tot maar of nog wel kan kunnen moet mag heb heeft hebben had was waren worden wordt werd ik je jij u hij zij wij we ze mijn jullie uw hun deze dit die wat wie waar wanneer waarom hoe welke welk hoeveel geen meer veel dan graag bedankt hallo goedendag ja nee wil na zonder tussen vandaag morgen jouw me mij ons onze tafel kamer reserveren open prijs kost wifi honden hond parkeren glutenvrij gerechten bezorgen sluiten kinderen pinnen sterven dood zitten",
        endings: "ing heid lijk lijke atie aar eren tje tjes achtig elen baar oon eerd",
        letters: "ij aa oo ee uu sch oe ui ou",
    },
    Profile {
        code: "sv",
        words: "och att det som en ett på är av för med den till i inte om har de jag du vi ni han hon man var vad vem vilka vilken vilket när hur varför många kan ska skall får måste finns från vid efter under mellan eller men så också sig sin sitt sina denna detta dessa blir blev gäller utan över mig min mitt mina er ert tack hej ja nej vill inom in ut varit hade kunde just idag imorgon mycket bord rum boka öppet pris kostar",
        endings: "ning ningar het erna arna orna lig ligt liga ade ats ande ern nde iska ar or",
        letters: "å ä ö sk ck ll tt ör",
    },
    Profile {
        code: "da",
        words: "og at det som en et på er af for med den til i ikke om har de jeg du vi i han hun man var hvad hvem hvilke hvilken hvilket hvornår hvordan hvor hvorfor mange kan skal må findes fra ved efter under mellem eller men så også sig sin sit sine denne dette disse bliver blev uden over mig min mit mine jer tak hej ja nej vil kunne meget nogle noget gerne hvis være været hos bord værelse bestille åbent pris koster",
        endings: "ning ninger hed erne lig ligt lige ede ende else elser iske et er",
        letters: "æ ø å hv ej øj",
    },
    Profile {
        code: "no",
        words: "og at det som en et på er av for med den til i ikke om har de jeg du vi dere han hun man var hva hvem hvilke hvilken hvilket når hvordan hvor hvorfor mange kan skal må finnes fra ved etter under mellom eller men så også seg sin sitt sine denne dette disse blir ble uten over meg min mitt mine takk hei ja nei vil kunne mye noen noe gjerne hvis være vært hos ei deg bord rom bestille åpent pris koster",
        endings: "ning ninger het ene lig ligt lige ende else elser iske et er ingen",
        letters: "æ ø å hv øy ei kj",
    },
    Profile {
        code: "pl",
        words: "i w z na do nie się jest to że o co jak kto kiedy gdzie czy dlaczego ile jaki jaka jakie jakiego jakiej jakich jakim który która które którzy którego są był była było były być ma mają mam może mogę można po od dla za przez przed przy pod nad ze we ten ta te tego tej tym tych ale lub albo już tylko oraz jako tak proszę dziękuję dzień dobry chcę chciałbym mnie mi mój moja ich jego jej u kogo czym został została zostały nad bez między jeśli rezerwacja rezerwację stolik pokój otwarte cena dzisiaj jutro kosztuje",
        endings: "ość ości anie enie ania enia ów ach ami ego emu owy owa owe owych ymi ski ska skie ać ić uje ują",
        letters: "ł ą ę ż ź ś ć ń cz sz rz prz szcz dz w",
    },
    Profile {
        code: "cs",
        words: "a v je na se že to s z do o ve jsou jak co kdo kdy kde proč kolik jaký jaká jaké který která které byl byla bylo byly být má mají mám může mohu lze po od pro za při před pod nad ten ta tento tato ale nebo už jen také jako tak prosím děkuji dobrý den chci chtěl mě mi můj moje jeho její jejich si není by bych ze k ke u bez mezi pokud jste jsem stůl pokoj rezervace otevřeno cena dnes zítra",
        endings: "ost osti ání ení ých ého ému ový ová ské ský ská ovat ují ích ami",
        letters: "ř ě ů č š ž ý í á é ň ť ď",
    },
    Profile {
        code: "ro",
        words: "și de la în a al ale un o cu pe nu este sunt care ce cine când unde cum cât câți câte câtă pentru din că mai fost era erau au are am să se sau dar prin după între fără despre această acest acestea acesta lui ei lor sa său sale meu mea noi voi eu îmi vă aș vreau bună ziua mulțumesc da fi fie poate pot putea ca dintre într-un într-o către cea cel cei cele unei unui ani anul numele ai ați lo ul ni-se doar avut dus loc făcut spus vine avea cărui cărei aveți locuri câteva alte nici aici acolo numit numită primul prima masă masa rezervare cameră deschis preț azi mâine costă",
        endings: "ului ilor lor elor ție ții ează esc ește area ului tate tății ate ată iei ilor ești eze ale",
        letters: "ă ț ș î â ţ ş ii ea oa",
    },
    Profile {
        code: "tr",
        words: "ve bir bu da de ne için ile mi mı mu mü kim nasıl neden niçin nerede nereye ne zaman hangi hangisi kaç kadar olarak olan oldu olduğu olduğunu en çok daha değil var yok ama veya sonra önce gibi göre ise her o şu ben sen biz siz onlar benim sizin bana size lütfen merhaba teşekkürler evet hayır istiyorum kimdi kimdir neydi nedir miydi idi nedir nelerdir nerededir tarafından yıl yılında kaçtır hangisidir olur etmek misiniz mısınız edebilir ettiği arasında üzerinde masa oda rezervasyon açık fiyat bugün yarın",
        endings: "ler lar leri ları nin nın nun nün dir dır dur dür tir tır miş mış yor ması mesi ında inde ından inden lik lık mak mek tı ti dı di",
        letters: "ı ğ ş ü ö ç ün ın",
    },
    Profile {
        code: "vi",
        words: "là của và có các được trong cho không những một người với này đã khi để từ ở nào gì ai đâu bao nhiêu thế như vào năm đến ra tại về cũng theo sự đó trên sau trước nhiều bị hay hoặc tôi bạn anh chị em chúng xin chào cảm ơn vâng muốn cần làm mấy sao lúc việc nhà thì mà phải còn đang sẽ nó họ cái con tên loại bàn phòng đặt giá mở cửa hôm nay",
        endings: "",
        letters: "đ ư ơ ạ ả ấ ầ ẩ ẫ ậ ắ ằ ẳ ẵ ặ ẹ ẻ ẽ ế ề ể ễ ệ ỉ ị ọ ỏ ố ồ ổ ỗ ộ ớ ờ ở ỡ ợ ụ ủ ứ ừ ử ữ ự ỳ ỵ ỷ ỹ",
    },
    Profile {
        code: "hu",
        words: "a az és hogy nem is egy ez van volt mi ki mikor hol hogyan miért mennyi hány melyik milyen kell lehet vagy de csak még már mint után előtt között meg el én te ő mi ti ők nekem kérem köszönöm szia jó napot igen szeretnék vannak lesz ha itt ott nagyon ezt azt kérek lenne asztal szoba foglalás nyitva ár ma holnap",
        endings: "nak nek ban ben ból ből ról ről val vel ság ség ott ett ok ek ak hoz hez",
        letters: "ő ű sz gy ny zs cs ö ü á é",
    },
    Profile {
        code: "fi",
        words: "ja on ei se että ole mitä mikä kuka milloin missä miten miksi kuinka paljon monta mikä mitkä joka jotka hän minä sinä me te he oli ovat olla voi voin voiko pitää tai mutta myös vain jos kun kuin niin tämä nämä sen siitä kiitos hei moi kyllä haluaisin haluan onko saa saako teillä minulla jo vielä ennen jälkeen pöytä huone varaus auki hinta tänään huomenna",
        endings: "ssa ssä sta stä lla llä lta ltä lle een iin aan ään nen iset ista inen tta ttä vat vät",
        letters: "ää yy kk ii aa uu ää yö äy",
    },
    Profile {
        code: "id",
        words: "yang dan di dari untuk dengan ini itu adalah pada tidak ada ke dalam oleh apa siapa kapan mana bagaimana mengapa berapa akan sudah telah bisa dapat saya anda kami kita mereka dia atau juga lebih tahun setelah sebelum seperti karena tetapi terima kasih selamat halo ya mau ingin apakah dimana banyak orang meja kamar pesan harga buka hari besok",
        endings: "kan nya an lah kah",
        letters: "ng ny men ber per",
    },
    Profile {
        code: "ca",
        words: "el la els les de del dels que i en un una uns unes per amb no és es se seu seva al als com més què qui quin quina quins quines quan quant quants on va van ser són està hi ha han té tenen pot poden fer però o sobre entre des fins sense també aquest aquesta això jo meu meva vull voldria hola gràcies bon dia sisplau si us plau taula habitació reservar teniu preu obert avui demà",
        endings: "ció cions itat ment ats ada ades ant ent ys",
        letters: "ny l·l ç à è ò ix tg",
    },
    Profile {
        code: "hr",
        words: "i u je na se da za su od do s sa koji koja koje što šta tko ko kada kad gdje gde kako zašto koliko kakav bio bila bilo biti ima imaju mogu može po o iz pri pred ali ili već samo kao molim hvala dobar dan želim mi moj moja njegov njihov nije li sam ste smo nakon prije između bez stol soba rezervacija otvoreno cijena danas sutra",
        endings: "ost anje enje ima ama ski ska sko ati iti ovi",
        letters: "đ č ć š ž nj lj ije",
    },
];
