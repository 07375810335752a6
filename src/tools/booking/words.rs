//! Small word lists for bookings. Lists stay as they are written: one word a line is no better to read.

/// People, by what they are to each other; told with their number they belong to it: "two adults and a child".
#[rustfmt::skip]
pub(super) const HUMANS: &[&str] = &[
    "people", "persons", "person", "ppl", "peoples", "adult", "adults", "kid", "kids", "child", "children", "friend",
    "friends", "senior", "seniors", "man", "men", "woman", "women", "lady", "ladies", "girl", "girls", "boy", "boys",
    "guy", "guys", "mate", "mates", "colleague", "colleagues", "coworker", "coworkers", "brother", "brothers",
    "sister", "sisters", "sibling", "siblings", "parent", "parents", "grandparent", "grandparents", "grandma",
    "grandpa", "mum", "mom", "mother", "dad", "father", "wife", "husband", "spouse", "partner", "fiance", "fiancee",
    "son", "sons", "daughter", "daughters", "girlfriend", "boyfriend", "boss", "couple", "couples", "infant",
    "infants", "baby", "babies", "toddler", "toddlers", "other", "others", "cousin", "cousins", "uncle", "aunt",
    "nephew", "niece", "teenagers", "teens", "gentlemen", "relatives", "buddies", "buddy", "neighbors", "neighbours",
    "family", "personas", "personen", "personnes", "leute",
];

/// Words behind a number that make it one of people, without belonging to it.
#[rustfmt::skip]
pub(super) const COUNTED: &[&str] = &[
    "guest", "guests", "member", "members", "pax", "seat", "seats", "seater", "seaters", "seating", "top", "places",
    "covers", "heads", "humans", "clients", "customers", "diners", "invited", "attendees", "total", "students",
    "visitors", "altogether",
];

/// Words behind a number that make it something else.
#[rustfmt::skip]
pub(super) const NOT_PEOPLE: &[&str] = &[
    "minute", "minutes", "min", "mins", "hour", "hours", "hr", "hrs", "day", "days", "week", "weeks", "month",
    "months", "year", "years", "night", "nights", "star", "stars", "table", "tables", "highchair", "highchairs",
    "chairs", "am", "pm", "oclock", "ish", "th", "st", "nd", "rd", "more", "extra", "%", ":", "/", "pounds",
    "dollars", "euros", "course", "courses", "menu", "menus", "times", "miles", "dishes", "bottles", "thirty",
    "fifteen", "uhr", "h", "percent", "room", "rooms", "dog", "dogs", "allergies", "vegetarians", "vegans",
    "wheelchairs", "wheelchair", "booth", "booths", "reservations", "bookings",
];

/// Words that are no name, though they may stand where one does, or be capitalised.
#[rustfmt::skip]
pub(super) const NO_NAMES: &[&str] = &[
    "a", "about", "absolutely", "afraid", "again", "all", "allergic", "also", "always", "am", "amazing", "an", "and",
    "any", "anything", "are", "as", "ask", "asking", "at", "available", "awesome", "back", "bar", "be", "because",
    "been", "book", "booked", "booking", "both", "bye", "but", "by", "call", "calling", "can", "cancel", "cannot",
    "cant", "certainly", "change", "changed", "cheers", "coming", "confirm", "correct", "could", "definitely", "did",
    "didnt", "do", "does", "doesnt", "done", "dont", "each", "early", "either", "else", "everyone", "exactly",
    "excellent", "fine", "first", "for", "free", "from", "get", "go", "going", "gonna", "good", "goodbye", "got",
    "great", "had", "happy", "has", "have", "having", "he", "hello", "help", "her", "here", "hey", "hi", "his", "hmm",
    "hope", "hoping", "how", "hungry", "i", "id", "if", "ill", "im", "in", "incorrect", "indoors", "inquiring",
    "inside", "interested", "is", "it", "its", "ive", "just", "know", "last", "late", "later", "let", "lets", "like",
    "listed", "looking", "lovely", "lunch", "made", "make", "making", "maybe", "me", "mine", "my", "myself", "name",
    "names", "need", "needing", "never", "new", "next", "nice", "no", "none", "nope", "not", "nothing", "now", "of",
    "off", "oh", "ok", "okay", "on", "one", "only", "or", "other", "our", "out", "outdoors", "outside", "party",
    "perfect", "planning", "please", "pls", "possible", "probably", "quite", "really", "reservation", "reservations",
    "reserve", "reserved", "restaurant", "right", "running", "same", "say", "she", "should", "sick", "so", "some",
    "someone", "something", "soon", "sorry", "still", "stupid", "sure", "surname", "table", "tables", "tell", "thank",
    "thanks", "that", "thatll", "thats", "the", "their", "them", "then", "there", "theres", "these", "they", "think",
    "this", "time", "to", "today", "together", "tomorrow", "tonight", "too", "trying", "two", "u", "unable", "under",
    "until", "up", "ur", "us", "use", "very", "wait", "waiting", "want", "wanted", "wanting", "was", "we", "well",
    "were", "what", "whats", "when", "where", "which", "who", "why", "will", "wish", "with", "wondering", "wont",
    "would", "writing", "wrong", "ya", "yea", "yeah", "yep", "yes", "you", "your", "youre", "yours", "yup",
    "breakfast", "dinner", "supper", "brunch", "birthday", "anniversary", "business", "meeting", "kids", "family",
    "friends", "group", "people", "guests", "adults", "children", "noon", "midnight", "midday", "morning",
    "afternoon", "evening", "night", "mr", "mrs", "ms", "miss", "dr", "sir", "madam", "yesterday", "dumb", "cool",
    "whatever", "anyone", "nobody", "stop", "human", "agent",
];

/// Particles inside of a last name.
#[rustfmt::skip]
pub(super) const PARTICLES: &[&str] = &[
    "de", "la", "del", "van", "von", "der", "den", "di", "da", "le", "el", "al", "bin", "ter", "st", "mac", "dos",
];

/// Common first names: a name alone that is one of them is a first name.
#[rustfmt::skip]
pub(super) const FIRST_NAMES: &[&str] = &[
    "adam", "alex", "alexander", "alice", "amanda", "amy", "ana", "andrea", "andrew", "anna", "anne", "anthony",
    "ben", "benjamin", "brian", "carlos", "carol", "charles", "chris", "christine", "christopher", "claire", "dan",
    "daniel", "david", "diana", "edward", "elena", "elizabeth", "emily", "emma", "eric", "eva", "frank", "george",
    "hannah", "helen", "henry", "jack", "jacob", "james", "jane", "jason", "jennifer", "jessica", "joe", "john",
    "jonathan", "jose", "joseph", "juan", "julia", "karen", "kate", "kevin", "laura", "lena", "linda", "lisa", "lucy",
    "luis", "maria", "mark", "martin", "mary", "matt", "matthew", "max", "megan", "michael", "michelle", "mike",
    "nancy", "nick", "nicole", "olivia", "oliver", "pablo", "patricia", "paul", "peter", "rachel", "rebecca",
    "richard", "robert", "ruth", "ryan", "sam", "sandra", "sara", "sarah", "sophie", "stephen", "steve", "steven",
    "susan", "thomas", "tim", "tom", "victoria", "william",
];
