# 工作台的查找。
search-title = 查找
search-label = 找什么
search-hint = 编号、姓名、电话、地点或任何一段文字，一个字也可以；几个词用空格隔开，都要有。姓名也可以写拼音首字母，电话也可以只写后四位。
search-do = 查找
search-pages = 页面
search-matters = 事项
search-where = 在哪里
search-more = 还有更多。再加一个词，可以缩小范围。
search-none = 没有找到。换一个词，或者少写几个字再试。
search-nothing-asked = 请写字、字母或数字。
search-behind = 最近的{ $n }条记录还没有编入索引，过一会儿再找就有了。
search-box = 查找事项
reindexed = 已按{ $n }条记录重新编了查找的索引。
