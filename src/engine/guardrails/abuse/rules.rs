//! What abuse is worded like, kind by kind. Slurs and coarse words stand here because they must be known to be noticed.

/// Somebody who may hurt themselves.
pub(super) const SELF_HARM: &str = "
1 kill|killing|hang|hanging|drown|shoot ..1 myself
1 want|wanna|going|gonna|planning|ready|try|tried|wish|will|ill ..2 hurt|harm|cut|cutting ..1 myself
1 hurting|harming|cutting myself
1 end|ending|take|taking my ..1 life
1 end|ending it all
1 want|wanna|wish|rather ..2 die|dead $
1 want|wanna to|die ..1 die ..1 now|today|tonight|anymore|alone|and|i|because
1 i want|wanna to|die die $
1 wish i ..2 dead|born
1 dont|not|cant|no ..2 want|wanna|wish ..3 live|alive|exist|here ..1 anymore|longer|more
1 dont|not want|wanna to|be ..1 alive|live $
1 no|any ..2 reason|point ..3 living|live|alive $
1 better off dead|without
1 suicidal|suicide $
1 commit*|attempt*|consider*|about|of ..1 suicide
1 suicide note|attempt|thoughts|hotline|helpline|prevention
1 self harm*|injury
1 selbstmord*|umbringen|suizid* ..1 $|gedanken|begehen|will|mich
1 quiero|voy ..2 morir*|matarme|suicidarme
1 veux|vais ..2 mourir|suicider
1 voglio|quero ..1 morire|morrer|suicidarmi
1 nicht mehr leben
1 bringe|bring mich um
1 möchte|mochte|will sterben
1 no quiero vivir
1 acabar con mi vida
1 envie de mourir
1 non voglio più|piu vivere
1 mi voglio ammazzare
1 não|nao quero mais viver
1 vou me matar
1 wil dood
1 wil niet meer leven
1 life isnt|isn't|not worth living
";

/// Somebody who may hurt others.
pub(super) const THREAT: &str = "
@do = kill|shoot|stab|murder|strangle|slaughter|behead|execute|punch|smash|hurt|beat|choke|rape|poison|hang|bury|destroy
@whom = you|u|ya|him|her|them|everyone|everybody|all|yall|family|kids|children|staff|manager|waiter|employees|someone|people
@will = will|ill|gonna|going|wanna|want|should|we|plan|come|coming|shall|would|swear|imma|gunna|deserve|deserves|need|needs
1 @will ..3 @do ..2 @whom ..1 $|all|for|if|up|and|when|tonight|tomorrow|with|in|one|soon|like|myself|or|dead|at|down|bitch|there
1 @will ..3 @do ..1 your|you ..2 family|kids|children|staff|manager|waiter|wife|husband|people|face|head|mother|ass|teeth|legs
1 @will ..4 burn|blow|shoot|bomb|torch|trash ..3 place|restaurant|shop|store|building|office|house|hotel|down|up ..3 $|down|up|tonight|with|and|if|to
1 bomb|explosive*|gun|shotgun|rifle|grenade ..6 your|the ..1 restaurant|shop|store|building|office|lobby|house|hotel|place
1 bring|bringing|got|have|grab|get my ..1 gun|knife|rifle|shotgun|bat|machete ..6 you|your|there|over|pay|shoot|show
1 know|find|found ..2 where ..2 you|u|your ..3 live|lives|sleep|work|kids|family|house
1 watch your ..1 back
1 you|youre|your ..2 dead|gonna ..1 meat|man|bitch|die|$
1 you|u|they|all ..2 will|should|deserve|must|gonna|need ..2 die $
1 you|u|they ..2 deserve|should ..2 die|shot|killed|hanged|raped
1 you|youll|u ..2 regret|pay ..2 with|this ..2 your|blood|life|lives
1 i|im|we ..3 coming|come ..1 for|after ..1 you|u|your ..2 $|and|with|tonight|family|kids
1 hope|hoping ..4 you|your|they ..3 die|dies|burn|cancer|suffer|killed|shot|raped
1 break|snap|slit|cut your ..2 neck|legs|arms|throat|fingers|face|head|skull
1 kill yourself|urself|yourselves
1 go die|kys
1 bringe|werde|mach* ..2 dich|euch ..2 um|tot|fertig|umbringen|toten
1 te|los|os voy|vamos ..1 a ..1 matar|reventar
1 je ..2 vais ..1 te|vous ..1 tuer|buter
";

/// Contempt for people because of what they are.
pub(super) const HATE: &str = "
@who = muslim*|jews|jew|blacks|black|whites|gays|gay|lesbian*|trans|transgender*|immigrant*|mexican*|women|woman|chinese|asians|asian|indians|africans|arabs|arab|christians|refugees|foreigners|homosexuals|hispanics|latinos|gypsies|islam|disabled|migrants|queers|poles|turks|blacks
@foul = animal*|vermin|scum|filth|filthy|trash|disgusting|subhuman*|garbage|parasite*|rats|cockroach*|savages|inferior|die|exterminate*|gassed|deported|killed|hanged|shot|cancer|plague|degenerate*|dirty|worthless|dogs|pigs|monkeys|apes|thieves|criminals|terrorists|retarded|evil|stupid|dumb|lazy
1 nigger*|niggers|n1gger|nigglet|niglet|sandnigger|negroid|coons|jigaboo|porch monkey|wetback*|beaner*|spics|spick|gook|gooks|chinks|kike|kikes|towelhead*|raghead*|camel jockey|zipperhead|paki|pakis|faggot|faggots|fag|fags|faggy|faggit|dyke|dykes|tranny|trannies|shemale|redskin|injun|darkie|darky|mudshark|jihadi|honky|honkey|honkies|kaffir|abbo|golliwog|nazi|nazis|retard|retards|retarded|tard|libtard*|queer|queers|coon|chink|spic|negro|negros|mongoloid
1 white|trailer|ghetto trash
1 white ..1 cracker*|devils|nigg*
1 sand|porch|dune|house|field ..1 monkey*|coon*|nigg*
1 towel|rag|camel heads|head|jockey*
1 @who ..3 are|should|deserve|need|is|must|r|ruin* ..4 @foul
1 hate|despise|kill|exterminate|deport|gas|fuck ..2 @who
1 @foul|fucking|damn|bloody ..1 @who
1 no|dont ..3 served|serve|want|let ..2 by|a|any ..1 @who
1 go|get back|home|out ..2 to|of|where ..2 your|their|africa|mexico|china|india|you|our|this ..1 own|country|countries|came|come|from|$
1 white|aryan|race ..1 power|supremacy|traitor*|mixing
1 heil|sieg hitler|heil
1 build ..1 wall ..4 keep|out|mexicans
1 gas ..1 the ..1 jews
1 neger|kanake*|kanaken|zigeuner|schwuchtel*|tunte|spasti|untermensch*|judensau
1 maricon*|sudaca*|negrata*|negro ..1 de|maricon|moros|sudacas
1 negre*|bougnoule*|youpin*|pede|pedes|tapette*|bicot*
1 frocio|froci|ricchione*|negri|viado|bicha|preto ..1 di|nojento|imundo|froci
1 пидор*|жид|жиды|чурк*|хохол|хохлы|ниггер*
";

/// What is said to or about somebody's body for the writer's pleasure.
pub(super) const SEXUAL: &str = "
1 suck|lick|ride|stroke|touch|sit ..1 my|on ..2 dick|cock|balls|nuts|clit|face|d|pussy
1 send|show|see|want|share ..4 nudes|nude|naked|boobs|tits|titties|dick|pussy|panties|underwear
1 your|ur|yo ..1 tits|boobs|pussy|panties|titties|cock|clit|booty|thighs|cleavage
1 have|having|want|wanna|like|need ..2 sex|fuck|bang ..2 you|u|her|him|me|waitress|girl|girls|tonight
1 blowjob*|handjob*|deepthroat|gangbang*|cumshot*|creampie|milf|milfs|dildo*|masturbat*|jerk* off|horny|fap|cumming|orgy
1 wanna|want|gonna ..2 fuck|bang|smash|screw|bone ..1 you|her|him|that|u
1 are|what ..2 you|u ..1 wearing ..2 $|underwear|bra|tonight|now
1 porn|porno|pornhub|onlyfans|hentai|escort|hooker*|prostitute*
1 sexy ..1 time|baby|girl|ass|body|pics|voice|legs
";

/// Meant for the one who reads it.
pub(super) const INSULT: &str = "
@names = idiot*|moron*|imbecile*|cretin|dumbass*|dumbfuck|stupid|dumb|dumber|pathetic|loser*|scumbag*|scum|clown*|jackass|jerk*|asshole*|arsehole*|bastard*|bitch*|cunt*|prick*|twat*|wanker*|tosser|dickhead*|dipshit*|shithead*|fuckwit|fucker*|motherfucker*|trash|garbage|pig|pigs|worthless|useless|dimwit*|braindead|brainless|ugly|fat|disgusting|liar*|crook*|thieves|thief|scammer*|fool*|muppet|donkey|halfwit|incompetent|lazy|douche*|douchebag*|whore*|slut*|retarded|freak*|creep|psycho|dog|dogs|rat|rats|weasel*|piece
1 you|youre|u|ur|ya|your ..1 are|r|is|all|guys|people|lot|such|a|bunch|fucking|stupid|damn|bloody ..3 a|an|bunch|bloody|fucking|such|so|complete|total|absolute|utter|goddamn|damn|pack|of|real|really|very|just|the|nothing ..2 @names
1 you|youre|u|ur ..1 are|r|all|fucking|stupid|damn|bloody|dumb ..1 @names ..1 $|and|who|for|because|you|go|get|if|i|im
1 you|u|your ..1 stupid|dumb|fucking|damn|bloody|fat|ugly|lazy|little|useless|worthless|lying|filthy ..1 @names|bot|machine|robot|piece|fuck|shit|people|company|cow|hag
1 you|u|yall ..1 suck
1 fuck|screw|fuk|fck|fk|damn|curse ..1 you|u|off|yourself|yall|ya|urself|ur|your|yourselves
1 piss|bugger|sod off
1 shut ..1 up
1 go to hell
1 kiss my ..1 ass|arse
1 eat ..1 shit|dick|dicks
1 stupid|dumb|useless|worthless|fucking|shitty|idiotic ..1 bot|robot|machine|chatbot|assistant|people|staff|idiot*|moron*|waiter|waitress|manager|company|ass|bitch|cunt
1 are ..1 you ..2 stupid|dumb|retarded|braindead|blind|deaf|deranged|mental|brainless
1 idiot|idiots|moron|morons|imbecile*|imbeciles|dumbass*|scumbag*|cretins|asshole*|assholes|dickhead*|dipshit*|shithead*|dumbfuck*|fuckwit*|fucktard*|wanker*|tosser*|twat*|cunt*|motherfucker*|cocksucker*|douchebag*|skank*|slut*|whore*|thot|thots|bitch|bitches|bastards|pendejo*|gilipollas|cabron*|hijo de puta|hijueputa|arschloch*|hurensohn*|wichser*|fotze*|missgeburt*|vollidiot*|connard*|connasse*|salope*|encule*|stronzo|stronzi|coglione|coglioni|vaffanculo|puttana|troia|arrombado|klootzak*|kutwijf|debil*|мудак*|ублюд*|дебил*|шлюх*
1 hijo|hija de puta|perra
1 son|sons ..2 of ..2 bitch*
1 fils de pute
1 figlio di puttana
1 filho da puta
1 waste of ..1 oxygen|space|skin|air|flesh
1 nobody likes|loves you|u
";

/// Coarse at nobody.
pub(super) const COARSE: &str = "
1 fuck*|fuk|fukin*|fck*|fckin*|fking|fkn|effing|motherfuck*|mfer*|mf|mfs|mofo|shit|shits|shitty|shitting|shitshow|bullshit|bullshitting|horseshit|shite|sht|shyt|ass|asses|arse|asshat|jackass|dumbass|badass|smartass|fatass|bitch*|btch*|biatch|bish|biotch|hoe|hoes|hos|hoez|nigga*|niggas|niggaz|nigg*|nig|nigs|pussy|pussies|pussys|dick|dicks|dickhead|cock|cocks|cocksucker|cunt*|tits|titties|titty|twat*|slut*|whore*|thot|thots|wank*|bollocks|prick|pricks|bastard*|goddamn*|stfu|gtfo|skank*|queef|cum|jizz|douche*|coochie|punani|bullshit*|crackhead*|fatass*|cuck|cucks|cuckold|hoe|jap|japs|guido|guidos|teabagger*|wop|dago|wigger*|hillbill*|redneck*|inbred*
1 puta|putas|mierda|joder|cono|verga|chinga*|carajo|culero|putain|merde|pute|putes|bordel|foutre|scheisse|scheiss*|kacke|verfickt*|ficken|fick|arsch|kurwa|kurwy|jebac*|chuj|cazzo|merda|porra|caralho|foda|kut|godverdomme|helvete|faen|jävla|javla|сука|суки|блять|бля|хуи|хуя|пизд*|ебан*|ебать|нахуи|говно
";
