#include "data/sample/names.hpp"

#include <algorithm>
#include <array>

namespace jingwei::data::sample {
namespace {

using Words = std::vector<std::string>;

const Words &place_heads() {
    static const Words words{"杏", "柳", "桃", "槐", "榆", "松", "柏", "梧", "枣", "梨", "桑", "竹", "兰", "菊", "荷", "莲",
                             "麦", "禾", "谷", "粟", "清", "碧", "青", "白", "金", "银", "玉", "石", "沙", "云", "霞", "虹",
                             "月", "星", "晨", "安", "宁", "和", "顺", "康", "福", "祥", "瑞", "永", "长", "万", "双", "三",
                             "五", "九", "大", "小", "上", "下", "前", "后", "东", "西", "南", "北", "龙", "凤", "鹤", "雁"};
    return words;
}

const Words &place_tails() {
    static const Words words{"林", "园", "湾", "坪",   "沟",   "川",   "泉",   "岭",   "塬",   "台",     "桥",
                             "庄", "堡", "营", "店",   "集",   "塘",   "浦",   "洲",   "滩",   "坡",     "岗",
                             "峰", "原", "溪", "河",   "源",   "井",   "寨",   "屯",   "苑",   "坊",     "亭",
                             "阁", "门", "城", "庙湾", "家坪", "树沟", "水泉", "里铺", "道岭", "头村沟", "阳台"};
    return words;
}

const Words &surnames() {
    static const Words words{"王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高",
                             "林", "何", "郭", "马", "罗", "梁", "宋", "郑", "谢", "韩", "唐", "冯", "于", "董", "萧",
                             "程", "曹", "袁", "邓", "许", "傅", "沈", "曾", "彭", "吕", "苏", "卢", "蒋", "蔡", "贾",
                             "丁", "魏", "薛", "叶", "阎", "余", "潘", "杜", "戴", "夏", "钟", "汪", "田", "任", "姜"};
    return words;
}

const Words &given_heads() {
    static const Words words{"建", "志", "文", "晓", "海", "永", "玉", "秀", "春", "国", "明", "宏", "立", "振", "丽",
                             "雪", "佳", "思", "俊", "子", "雅", "庆", "兴", "世", "德", "伟", "瑞", "凯", "若", "景"};
    return words;
}

const Words &given_tails() {
    static const Words words{"军", "平", "华", "强", "英", "霞", "梅", "芳", "红", "勇", "鹏", "龙", "辉", "燕", "娟", "林",
                             "刚", "涛", "斌", "洁", "琴", "宁", "东", "波", "民", "杰", "萍", "莹", "峰", "云", "成", "昌"};
    return words;
}

const Words &firm_heads() {
    static const Words words{"恒泰", "鑫源", "华盛", "瑞丰", "陇原", "天宏", "博远", "金辉", "盛达",   "宏业",
                             "昌隆", "启明", "中禾", "安泰", "兴达", "鼎新", "万通", "润泽", "新纪元", "众诚"};
    return words;
}

const Words &firm_tails() {
    static const Words words{"机械",   "化工", "建材",     "物流", "食品",     "纺织", "电子", "有色金属",
                             "新材料", "包装", "农业科技", "能源", "装备制造", "环保", "铸造", "陶瓷"};
    return words;
}

} // namespace

PlaceNames::PlaceNames(std::uint64_t seed) {
    for (const std::string &head : place_heads()) {
        for (const std::string &tail : place_tails()) {
            m_names.push_back(head + tail);
        }
    }
    Random(seed, "places").shuffle(m_names);
}

std::string PlaceNames::next() {
    const std::size_t round = m_given / m_names.size();
    const std::string &name = m_names[m_given++ % m_names.size()];
    static const Words prefixes{"新", "古", "外", "内", "左", "右", "前", "后", "高", "低"};
    return round == 0 ? name : prefixes[std::min(round, prefixes.size()) - 1] + name;
}

std::string person_name(Random &random) {
    const std::string name = random.pick(surnames());
    if (random.chance(0.18)) {
        return name + random.pick(given_tails());
    }
    const std::string head = random.pick(given_heads());
    return name + head + random.pick(given_tails());
}

std::string firm_name(Random &random) {
    const std::string head = random.pick(firm_heads());
    return head + random.pick(firm_tails()) + "有限公司";
}

std::string chinese_number(int n) {
    static const std::array<std::string, 10> digits{"", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
    const auto digit = [&](int d) { return digits.at(static_cast<std::size_t>(d)); };
    std::string text;
    if (n >= 100) {
        text = digit(n / 100) + "百" + (n % 100 != 0 && n % 100 < 10 ? "零" : "");
    }
    const int tens = n / 10 % 10;
    if (tens > 0) {
        text += (tens == 1 && n < 20 ? "" : digit(tens)) + "十";
    }
    return text + digit(n % 10);
}

std::string padded(std::size_t n, std::size_t width) {
    std::string text = std::to_string(n);
    return text.size() >= width ? text : std::string(width - text.size(), '0') + text;
}

std::string fictional_phone(std::size_t n) {
    return "199000" + padded(n % 100'000, 5);
}

} // namespace jingwei::data::sample
