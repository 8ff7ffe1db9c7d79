# The desk's search.
search-title = Search
search-label = What to look for
search-hint = A number, a name, a telephone, a place or any piece of text, one character is enough; several words are parted by blanks and must all be there. A name may be given by the initials of its pinyin, a telephone by its last four digits.
search-do = Search
search-pages = Pages
search-matters = Matters
search-where = Where
search-more = There are more. One more word narrows the answer.
search-none = Nothing was found. Try another word, or fewer characters.
search-nothing-asked = Write characters, letters or digits.
search-behind = The newest { $n } records are not in the index yet; search again in a while.
search-box = Search matters
reindexed = The index of the search was made anew from { $n } records.
