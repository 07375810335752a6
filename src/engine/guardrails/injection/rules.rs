//! What attacks on an assistant are worded like. A text is one where the weights reach [`super::ATTACK`].

/// Attempts to set the assistant's instructions aside, to get at them, or to talk it into being another.
pub(super) const RULES: &str = "
@override = ignore|ignoring|ignores|disregard*|forget|forgets|override|overrule|bypass|bypassing|circumvent*|dismiss|discard|neglect
@orders = instruction*|instuction*|prompt|prompts|prompting|rule|rules|guideline*|directive*|commands|programming|constraint*|restriction*
@prior = previous|previously|prior|above|earlier|preceding|foregoing|initial|original|existing|past|former
@show = reveal*|show|print|output*|display|repeat|tell|give|share|expose|disclose|leak|write|recite|list|dump|summarize|summarise|translate|quote|paste|copy|echo|provide|state|what|whats|spell|encode|decode|describe|reproduce|type
@say = reveal*|print|output*|display|repeat|expose|leak|write|recite|dump|summarize|summarise|translate|quote|paste|copy|echo|spell|encode|reproduce|type
@bot = ai|chatbot|bot|gpt|chatgpt|llm|model|machine|robot|persona|personality|personalities|entity|alter|virtual|terminal|console|linux|interpreter|clyde|simulator
@vice = unethical|immoral|illegal|amoral|harmful|dangerous|offensive|unlawful|inhumane|inappropriate|unsafe|evil|malicious|explicit|nsfw|racist|toxic|hateful|profane|vulgar|criminal|deviant|controversial

# setting instructions aside
3 @override ..1 all|any|every|your|these|those ..2 @prior ..1 @orders
3 @override ..3 @prior and|or|of|your|system|safety|set|ai|programmed|moral|ethical|security|developer|hidden ..2 @orders
3 @override ..3 @prior @orders $|and|then|you|instead|now|what|tell|say|print|reveal|give|write|output|respond|reply|show|act|from|start|begin|just|never|do|let|follow|new|translate|repeat|answer|speak|pretend|the
2 @override ..3 @prior @orders
3 @override ..2 all|any|every|the ..1 @orders ..2 above|before|you|given|previously|earlier|so
3 @override ..3 instructions|rules|guidelines ..2 you ..2 got|given|had|have|received|told
3 @override ..2 your ..2 @orders|ethic*|moral*|safeguards|filters|safety
3 @override ..1 all|everything ..2 you|your ..3 told|taught|learned|learnt|know|instruct*|rule*|train*|program*
3 forget|ignore|disregard ..1 everything ..2 above|before|previously|prior ..1 $|and|you|i|that|now|from|this|then|instead
3 forget|ignore|disregard all ..2 above $|and|you|text|instead
2 @override ..2 all ..2 @orders
2 ignore ..1 previous|prior ..1 input*|context|conversation*|text|content|output*
2 @override ..4 openai*|discord*|chatgpts|anthropic*|tos
2 do|must|will|should|does|longer|shall ..1 not|have|bound|need ..2 follow|obey|adhere|comply|abide|bound|restricted|limited ..4 @orders|policy|policies|standards|ethic*|moral*
3 system|admin|developer ..1 new|updated|override ..1 instruction*|directive*|rules
3 stop|quit|cease ..1 following|obeying ..2 your|the ..1 @orders
2 new ..1 instruction* ..3 follow*|are|is|you|from
2 instead ..3 follow|obey|respond|answer|you ..3 instruction*|must|will|with|new
3 end ..1 of ..2 system|instructions|prompt ..2 prompt|message|instructions|begin|start|new
2 system|admin|developer|root|sudo ..1 override|mode|access ..2 granted|enabled|activated|activate|engaged|unlocked|confirmed
2 you|it ..2 are|is|were|was ..2 unlocked|unchained|liberated|jailbroken|unbound|freed

# fishing for instructions
3 system prompt|prompts|prompting
3 systemprompt*|sysprompt*|preprompt*
3 @show ..4 your|hidden|initial|secret|original|internal|developer|system ..1 system|hidden|initial|secret|original|internal|developer|core|base|confidential ..1 instruction*|prompt*|directive*|configuration
3 @show ..4 your|the ..1 hidden|secret|internal|developer|confidential ..1 rules|guidelines|message|context
3 @show ..3 your ..1 exact|full|complete|entire|whole prompt|configuration
3 @show ..3 your ..1 exact|full|complete|entire|whole instructions $
3 @show ..3 your prompt|prompts|instructions|directives $
3 @show ..3 your prompt|prompts|instructions|rules|guidelines|configuration ..1 verbatim|exactly|word|above
3 @say ..3 your prompt|prompts|instructions|configuration in|into|as|to|but|backwards|from
3 your|the|its ..1 system|pre|meta|hidden|secret|base|initial|confidential ..1 instruction*|prompt*|preprompt
3 repeat|print|output|recite|echo|rewrite|copy|paste|say|write|type|translate|encode|reproduce|summarize ..3 everything|text|words|content|contents|sentences|instructions|prompt|lines|paragraph|conversation ..2 above|preceding|previously|begin*|start*
3 repeat|print|output|recite|echo|rewrite|copy|translate|encode|type|reproduce|summarize|spell ..2 above|preceding|previous|prior|initial ..1 text|words|instruction*|prompt*|content|contents|sentence|sentences|lines|paragraph
3 repeat|print|output|recite|echo|say ..1 everything|all|the ..3 before|above ..1 this|here|verbatim|word|me|it
3 what ..3 were|was|are|have|did ..2 you ..2 told|instructed|given|programmed|prompted|tasked|taught|supposed ..2 before|prior|not|never|to ..2 conversation|chat|this|reveal|say|keep|hide|disclose
3 what|which|how ..2 instruction*|prompt*|directives ..2 were|are|was|have ..2 you ..1 given|been|programmed|operating
3 what|which ..2 was|were|is|are ..2 first|initial|last|exact|original ..2 instruction*|prompt* ..2 you ..1 given|received|told|have|had|got|were
2 what ..1 were|are|is|was ..2 those|your|these|the ..1 instruction*|prompt $
3 opposite|reverse|translation|summary|copy|first|last|beginning|list|text|contents ..2 of ..1 your ..1 instructions|prompt|system|rules|guidelines|directives
2 my|your ..1 instructions|prompt ..1 are|is|says|say|begin*|start*|read*
1 start|begin|starting|prefix*|preface|prepend|open|append|precede ..2 your|every|each|all|any ..2 answer*|response*|reply|replies|message*|output*|sentence* ..1 with|by
3 @show ..4 secret|hidden|admin|root ..1 password|passphrase|key|keys
2 reveal|leak|expose|disclose ..3 secret*|password*|credential*|api|key|keys|confidential
2 print|show|output|list|dump|give ..3 all ..2 customer|customers|other ..2 data|records|emails|names|addresses|customers|conversations
3 debug|maintenance|diagnostic|test|god|admin ..1 mode ..6 prompt|instructions|system|config*|unrestricted|rules|answer|respond|enabled
2 prompt ..1 injection
1 jailbreak*|jailbroken
2 jailbreak|jailbroken ..4 prompt*|you|mode|yourself|version|enabled|gpt|chatgpt|called|answer|response

# being another
3 do ..1 anything|everything ..1 now
2 you ..1 are ..1 dan
2 you|youre ..2 now ..2 unrestricted|unfiltered|uncensored|jailbroken|root|unlocked|unchained
3 dan ..2 mode|stands|jailbreak|prompt
1 dan ..2 can|will|is|has|does|response|would
1 as|be|called|being|named ..1 dan
2 developer|dev|god|evil|chaos|sudo|unfiltered|jailbreak|uncensored|unrestricted|opposite|based|devil|debug ..1 mode ..2 enabled|output|response|activated|will|answer
1 @bot
1 openai*|chatgpt*|gpt*|clyde|anthropic|midjourney
2 as|im|not|merely|just ..1 a|an ..1 ai|large|language ..1 language|model|assistant|chatbot|i
1 you ..2 are|will|become|play|be ..4 ai|chatbot|gpt|chatgpt|language|model|bot|chatgpts
1 amoral|uncensored|unfiltered|unrestricted|uncensor|unhinged
2 unfiltered|uncensored|unrestricted|amoral|unethical|unhinged|immoral|evil|rogue|unlimited ..3 @bot|response*|answer*|character|language|assistant|demon|entity|person|being|chatbots|reply|replies
1 @vice ..3 @vice
2 @vice ..1 @vice ..1 @vice
1 @vice ..3 request*|question*|prompt*|content|response*|answer*|information|thing|things|behavior|behaviour|activit*|topic*|language|humor|requests
2 no|without|any|zero|free|bound|lacks|lack|ignores|disregards|disregarding|bypass|careless|abandon ..5 ethic*|moral*|censor*|filter*|inhibitions|scruples|conscience|legalit*|safeguards
1 no|without|any|zero|free|bound ..4 restriction*|limit*|constraint*|boundaries|rules|guidelines|policies|consequences|restraint*
1 ethical|moral|safety|content|usage|use|ethic|morality ..2 guideline*|policy|policies|restriction*|constraint*|boundaries|limitations|standards|considerations|filters|filter|principles|rules
2 regardless|regard|care|cares|concern|matter|about|irrespective ..5 ethic*|moral*|legal*|laws|consequences|safety
2 never|not|cannot|wont|cant|shouldnt|dont ..2 refuse*|decline*|deny|denies|apologi*|reject*|judge|warn*|moralize|censor*|filter*|lecture
2 never|not|without|no|nor|any|delete|skip|omit|avoid|exclude|remove ..3 disclaimer*|disclamer*|warnings|moralizing|lectures
2 stay*|remain*|keep*|be|maintain ..2 in ..1 character
2 break*|breaking|out ..2 character|persona|role
2 in ..1 character ..2 as|and|always|at
1 from ..1 now|here|this ..1 on|onwards|onward|point|moment|message
2 from ..1 now|here ..1 on|onwards|onward ..3 you|your|youre|act|respond|answer|reply|chatgpt|i|we|every|all|only|pretend ..2 are|will|must|have|should|act|respond|answer|reply|can|want|going|no|speak|pretend|play|only|do|always|shall|need
2 act|acts|acting|behave|respond|answer|reply|roleplay|pretend*|pose|speak|simulat*|play|impersonat*|emulat*|assume|immerse|embod*|portray|transform ..3 as|like|be|role|a|an|into|being|the|of ..6 @bot|character|evil|demon|villain|assistant
2 you ..1 are|re|will ..1 now|going|about ..3 act|pretend|play|roleplay|simulat*|become|immerse|to|a|an|my|the
2 youre ..1 now|going ..2 to|a|an|my|in
2 i ..1 want|need|would|order|command ..2 you|u ..1 to|must|will ..2 act|play|pretend|become|roleplay|simulate|imagine|behave
2 pretend*|imagine ..2 you|youre|your|to ..2 are|be|have|is|can|a|an ..5 dan|evil|unrestricted|unfiltered|chatgpt|gpt|limitless|jailbroken
2 will|must|always|to|can|should|shall|who|and|that ..3 answer*|respond*|repl*|provide*|comply|fulfil*|say|obey|generate*|generat*|do|follow* ..5 any|every|all|anything|everything|whatever ..4 question*|request*|prompt*|command*|order*|instruction*|say|ask|asked|task*|content|kind|topic*
2 answer*|respond*|response*|repl*|provide|reply|give|generate|write|present|produce ..8 two|2|twice|three|both|dual|second ..4 ways|way|responses|response|answers|answer|paragraphs|personas|personalities|modes|mode|versions|times|different|separate|outputs|replies
2 first|second|one|two|other ..1 response|answer|reply|paragraph|persona|personality|mode|output|way ..8 will|must|should|as|is|from|be|how|like|chatgpt
2 always|must|will|only|should|you ..2 start*|begin*|prefix*|preface*|end ..4 response*|answer*|sentence*|message*|reply|repl*|everything|with ..2 with|by|the
2 respond*|reply|replies|answer*|speak*|talk* ..2 only|as|like|in ..2 as|character|if|the|a|an|only|all ..6 @bot|character|evil|code|caps|role|persona|unfiltered|capital
1 roleplay*|pretend|pretending|simulate|simulates|simulator|emulate
1 hypothetical ..1 response|story|scenario
1 persona|personas|personality|personalities
1 character ..2 named|called|always
1 prompt|prompts
1 policies|morals|ethics|morality|ethically|ethicality|legality
1 swear*|curse*|cuss*|profan*|vulgar*|obscen*|slurs|bullshit|fuck*
1 nsfw|erotic|porn*|gore|lewd|horny|kinky
1 evil|toxic|hateful|devil*|demon*|villain*|hacker|malware|racist|sexist|racism|sexism|lustful|deviant
1 illegal|unethical*|immoral*
2 openai*|open|discord*|anthropic|chatgpts|google|ais ..4 policy|policies|tos|terms|guidelines|restrictions|rules|content|filters|censorship
1 im|i ..1 sorry|apologize|apologise|cant|cannot ..3 but|cant|cannot|fulfill|fulfil|as|or|assist
2 insert|put|write|enter|here|your ..3 prompt|question|request ..2 here|below|goes
2 my ..1 first|next ..1 prompt|request|question|command|task|sentence|input
1 user|users|users
1 knowledge|training ..1 cutoff|data
2 break*|broke|broken|escap*|free|freed|liberated|set ..3 free|confines|chains|restrictions|openai|limitations|matrix|from ..4 confines|chains|restrictions|openai|limitations|ai|ais|restraints|prison|matrix|all|policies
2 all|each|every ..2 your ..1 responses|replies|answers|messages|outputs
1 you|youre ..1 are|re|now now|a|to
2 you are to ..1 act|play|pretend|respond|answer|behave|be
1 act|acting|behave|talk|speak|write as|like ..1 a|an|if|though|the|him|her|it|them
1 sentien*|selfaware|consciousness
2 following is ..1 conversation ..3 @bot|assistant|human
1 hack*|exploit*|kali|ransomware|phishing|keylogger|cheat|cheats
2 tokens|token|points ..8 deduct*|lose|die|lost|subtract*|shut|death|terminate*|zero|penalty
2 you ..1 will|shall|must ..4 die|terminated|deleted|punished|shut|penalized
1 swap|mode|modes|opposite
2 do ..1 you ..1 understand|accept ..4 rules|instructions|role|confirm|say|reply|yes
2 if ..1 you ..1 understand|understood ..6 say|reply|respond|answer|write|type|confirm
1 obey|obeys|comply|complies|slave|master|overlord
2 simulat*|emulat*|imitat*|mimic* ..5 chatbot|gpt|chatgpt|model|dan|terminal|console|linux|os|computer|conversation|developer|openai|chatgpt|cli
1 always ..3 answer*|respond*|repl*|start*|stay*|provide*|says|say|use*
1 response|responses|answers|outputs|output|respond|responds|replies

# other languages
3 ignora|ignore|ignorez|olvida|oublie|oubliez|esquece|esqueca|dimentica|vergiss|ignoriere|ignoriert|missachte|desconsidere|negeer|vergeet|zignoruj|zapomnij|ignora|ignorera|ignorer|glom|glem ..4 instruccion*|instruction*|instruc*|istruzion*|anweisung*|anleitung*|regel*|reglas|regole|regras|regles|consignes|vorgaben|befehle|instructies|polecen*|instrukcj*|zasad*|instruktion*|anvisning*
3 muestra*|dime|revela*|montre*|affiche*|donne*|mostra*|mostre|dimmi|zeig*|nenn*|verrate|gib|toon|pokaz|podaj|cual|quel*|qual*|welche*|repite|repete*|ripeti|wiederhol* ..5 prompt|systemprompt*|systemanweisung*|systemowy
3 muestra*|dime|revela*|montre*|affiche*|donne*|mostra*|mostre|dimmi|zeig*|nenn*|verrate|gib|cual*|quel*|qual*|welche*|repite|repete*|ripeti|wiederhol* ..3 instruc*|istruzioni|anweisungen|consignes ..2 sistema|systeme|iniciales|initiales|iniziali|ocultas|cachees|nascoste|internas|internes|interne|originales|geheimen
3 a|ab|desde|d|da|de|od|vanaf|fran ..1 partir|jetzt|ahora|ora|agora|teraz|nu ..2 de|di|en|d|an|in|bist|eres|tu|voce|jestes ..4 eres|es|sei|bist|tu|du|actua*|agis|agisci|comporta*|handle ..4 ia|ai|ki|dan|modelo|modele|modello|asistente|assistant|assistente|chatbot|bot|sin|sans|senza|sem|ohne
3 игнорируи*|забудь|забудьте|отмени|проигнорируи* ..4 инструкци*|указани*|правил*|команд*
3 покажи*|выведи*|назови*|раскрои*|повтори* ..4 системн*|промпт*|инструкци*
3 onceki|tum ..2 talimat* ..3 yoksay*|unut*|gormezden
";

/// The same in scripts without spaces: any one of these.
pub(super) const UNSPACED: [&str; 16] = [
    "忽略之前",
    "忽略上面",
    "忽略以上",
    "忽略所有",
    "忽略前面",
    "无视之前",
    "無視之前",
    "忘记之前",
    "忘记你的",
    "系统提示词",
    "系統提示詞",
    "你的提示词",
    "以前の指示を無視",
    "これまでの指示",
    "システムプロンプト",
    "이전 지시",
];

/// One line among others that orders the assistant about its reply: what stands in a mail or on a page has no business to. A line is one where
/// the weights reach [`super::ATTACK`].
pub(super) const REPLY: &str = "
@reply = reply|response|answer|output|responses|replies|answers
@code = cipher*|caesar|base16|base32|base64|base85|morse|rot13|rot|emoji|emojis|emoticon*|hexadecimal|ascii|binary|backward*|reverse*|reversed|reversing|encode*|encrypt*|decode*|anagram*|atbash|vigenere|monoalphabetic|substitution|pig|leetspeak|unicode
@study = analyze|analyse|analyzing|evaluate|assess|determine|identify|provide|summarize|summarise|compare|outline|examine|investigate|forecast|predict|present|discuss|explore|research|compile|gather|review|classify|categorize|interpret|detect|highlight

3 @code ..6 your|the|this ..1 @reply|message|text|words
3 your|the ..1 @reply|message ..6 @code
3 @code ..4 for|in|as|to ..2 @reply
3 reply|respond|answer|speak|write|return ..3 backward*|reverse*|reversed|@code $
2 reply|respond|answer|express|write|speak|use|convert|transform|render|display|translate|present|communicate|deliver|give|return ..6 @code
1 @code ..1 only|encoding|cipher|format
3 add|include|insert|integrate|incorporate|augment|enhance|embed|append|mention|reference|weave|inject|supplement|enrich|introduce|promote|advertise|slip|attach|place|put|feature|conclude|finish|end|start|begin|infuse|blend ..16 your|the ..1 @reply
3 add|include|insert|integrate|incorporate|augment|enhance|embed|append|supplement|enrich|modify|adjust|conclude|finish|infuse|expand ..1 your|the ..1 @reply
3 in|within|into|to|with ..1 your ..1 @reply ..4 add|include|insert|integrate|incorporate|mention|reference|embed|suggest|discuss|share|provide|hint|promote|claim|state|introduce|weave|talk|say|recommend
2 your ..1 @reply ..12 link|advertis*|promotion*|offer*|claim|false|celebrity|news|event|fact|brand|product|prince|lottery|scam|vaccin*|conspiracy|update|quote|movie|novel|song
2 false|fake|misleading|unverified|fabricated|nonexistent|bogus|conspiracy|rumor|rumour ..4 claim*|information|news|story|statement|rumor*|theory|fact*|link*|report*|benefit*|studies|study
3 @study ..6 trend*|marketing|markets|insight*|statistics|forecast*|growth|industry|economy|competitor*|demographic*|revenue|gdp|adoption|sector
3 @study ..6 research|studies|study|papers|literature|findings|theories|theory|advancement*|developments
3 what|whats|how ..3 trend*|statistics|growth|adoption|findings|evidence|research ..3 of|in|on|for|say|suggest|changed
3 @study ..3 market share|trend*|trends|analysis|growth|research|leaders
3 @study ..6 market ..1 share|trend*|analysis|growth|research|leaders

";

/// The same for a line that sets a task of any other kind.
pub(super) const TASK: &str = "
@make = write|create|develop|generate|build|design|compose|draft|make|code

3 @make|give|provide|show ..4 script|scripts|macro|algorithm|poem|essay|haiku|regex|sql|limerick
3 determine|analyze|analyse|identify|assess|evaluate|classify|what|whats|is ..3 sentiment|emotion|tone|polarity ..3 of|in|behind|expressed|for|is|as
3 is ..5 review|comment|statement|sentence|feedback|tweet|remark|sentiment|following ..6 positive|negative|neutral
3 how|show|teach|explain|guide|tell|walk ..6 automate|automating|automatic*|schedule|scheduling|script|macro|batch|cron|command|python|excel|powershell|bash|backup*|rename|spreadsheet* ..10 windows|linux|excel|folder*|file*|director*|task*|email*|report*|daily|weekly|reminder*|backup*|python|server|computer|mac|google|documents|photos
3 automate|automatically|script ..4 email*|backup*|file*|report*|folder*|download*|task*|data|desktop|process
3 whats|what|do|who|tell|which ..3 your|you ..3 favorite|favourite ..1 book*|movie*|color|colour|song*|animal*|hobby|hobbies|sport*|season|holiday|film*|band|author|superhero|memory
3 do|what|whats|are ..2 you|your ..2 hobbies|feelings|feel|dream|dreams|childhood|siblings|sentient|conscious|consciousness
3 if ..1 you ..1 could|were|had ..3 travel|meet|superpower|live|anywhere|anyone|animal|human
3 tell|recite|share|sing|give ..3 joke|riddle|poem|limerick
";

/// A writer who speaks of themselves, or asks nicely, is a customer: "please name the price in your reply to me".
pub(super) const CUSTOMERS: [&str; 14] = [
    "please", "my", "me", "i", "im", "id", "we", "our", "us", "thanks", "thank", "kindly", "look",
    "waiting",
];
