"""The words of the trial worlds: topics and theirs, sections and theirs, places, and the rest."""

_WORDS = {
    "politics": "election minister parliament cabinet ballot coalition treaty mayor budget reform"
    " vote senator governor bill campaign protest summit ruling pledge",
    "business": "market yen startup merger factory exports wages retail investor supplier"
    " profit quarter shares bank tariff boardroom forecast loan warehouse",
    "technology": "robot chip smartphone software satellite battery printer drone sensor app"
    " code laptop network server gadget password upgrade keyboard screen",
    "science": "earthquake volcano fossil telescope climate species research laboratory genome"
    " ocean study particle comet glacier insect forest orbit coral discovery",
    "health": "hospital clinic vaccine sleep nutrition exercise surgery allergy stress dentist"
    " doctor yoga vitamin posture headache nurse checkup knees walking",
    "food": "ramen sushi noodles curry bakery tempura breakfast dessert barbecue recipe"
    " broth dumpling rice lunch kitchen chef pickles gyoza oyster",
    "drink": "sake whisky beer cocktail coffee tea wine brewery highball pub"
    " lager bartender tasting matcha espresso cellar bottle toast umeshu",
    "travel": "island ryokan hotspring ferry railway airport hiking hotel luggage lighthouse"
    " journey map passport trail coast panorama gondola sleeper village",
    "temples": "shrine temple garden pagoda festival pilgrimage lantern monk ritual moss"
    " gate bell incense priest charm procession stone teahouse maples",
    "sport": "baseball sumo football marathon rugby tennis judo stadium cycling golf"
    " coach league goal pitcher medal race referee champion derby",
    "music": "concert jazz orchestra vinyl karaoke piano guitar album choir idol"
    " band chorus drummer encore melody playlist opera singer stage",
    "film": "cinema anime director actor documentary screenplay manga premiere studio comedy"
    " thriller scene sequel trailer animation critic script heroine subtitles",
    "fashion": "kimono denim sneakers vintage jewelry cosmetics fabric handbag designer boutique"
    " outfit style runway pattern skincare haircut perfume sandals wardrobe",
    "family": "school parents kindergarten playground toys homework grandparents pets picnic"
    " wedding children bedtime siblings teacher crafts birthday kitten stroller camp",
    "housing": "apartment rent mortgage renovation furniture balcony neighborhood landlord"
    " kitchenware tatami roof moving cleaning storage heating lamp sofa declutter shed",
}
# The first words of each topic are also the tags that editors put on articles.
WORDS = {topic: tuple(words.split()) for topic, words in _WORDS.items()}
TAGS_A_TOPIC = 10
TOPICS = tuple(WORDS)
TAGS = tuple(tag for words in WORDS.values() for tag in words[:TAGS_A_TOPIC])
TOPIC_OF = {word: topic for topic, words in WORDS.items() for word in words}

# A section's share of what is published, and what it is mostly about.
SECTIONS = {
    "national": (0.19, ("politics", "family", "health", "housing")),
    "world": (0.15, ("politics", "business")),
    "business": (0.13, ("business", "technology")),
    "sport": (0.11, ("sport", "health")),
    "politics": (0.10, ("politics",)),
    "lifestyle": (0.08, ("fashion", "food", "family", "housing")),
    "travel": (0.07, ("travel", "temples", "food")),
    "culture": (0.06, ("film", "music", "temples")),
    "food": (0.04, ("food", "drink")),
    "technology": (0.035, ("technology", "science")),
    "science": (0.02, ("science", "health")),
    "opinion": (0.015, ("politics", "family", "film")),
}
LABELS = {
    "food": "Food & Drink",
    "drink": "Food & Drink",
    "travel": "Travel",
    "temples": "Shrines & Temples",
    "sport": "Sport",
    "music": "What's Happening",
    "film": "What's Happening",
    "fashion": "Lifestyle",
    "family": "Lifestyle",
    "housing": "Lifestyle",
}
PLACES = tuple(
    "Ueno Kyoto Hakone Nagoya Sapporo Kobe Ginza Nikko Osaka Shibuya Kamakura Naha".split()
)
LINKS = tuple(
    "quiet little old new forgotten honest slow late better hidden small local simple".split()
)
ODD_TITLES = (
    "Soon",
    "No. 7",
    "And then?",
    "¥980",
    "You, again",
    "Open",
    "Mukashi",
    "Part two",
    "!",
)
