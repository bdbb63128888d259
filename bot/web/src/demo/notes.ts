/** The demo town's notes in Chinese, the most telling first. */
const NOTES: Record<string, string> = {
  "last bill much higher: heat or cold, dearer tier": "上期电费高了很多",
  "last bill higher: correction of estimated reads": "估读后补收",
  "last bill higher: electric car": "新添电动车",
  "last bill higher: leak, night use rose": "夜里用电变多",
  "last bill much lower: away from home": "上期电费少了很多",
  "in arrears: three bills unpaid": "三期没交",
  "in arrears": "有欠费",
  "prepaid nearly empty": "预付费快用完",
  "prepaid balance below zero": "余额不足",
  "peak/valley pays": "峰谷更省",
  "peak/valley would not pay": "峰谷不划算",
  "poor power factor": "功率因数偏低",
  "two accounts": "名下两户",
  "low-income free energy": "有免费电量",
  "multi-person allowance": "多人口家庭",
  "outage now": "正在停电",
  "estimated reads": "有估读",
  "missing reads": "缺读数",
  "electric car": "有电动车",
  "solar panels": "装了光伏",
  "switched to peak/valley": "改用峰谷",
  prepaid: "预付费",
  elderly: "老人家庭",
  "young family": "年轻家庭",
  "big household": "大家庭",
  "night owl": "晚上用电多",
  "holiday home": "度假房",
  vacant: "空置",
  restaurant: "餐馆",
  "convenience store": "便利店",
  office: "办公室",
  "factory one shift": "工厂",
  "factory two shifts": "工厂",
};
const TELLING = Object.keys(NOTES);

/** A note in Chinese; empty when customers would not say it. */
export function noteInChinese(note: string): string {
  return NOTES[note] ?? "";
}

/** Where an account stands in the list: the smaller, the more there is to ask about. */
export function rank(notes: string[]): number {
  const ranks = notes.map((note) => TELLING.indexOf(note)).filter((place) => place >= 0);
  return Math.min(TELLING.length, ...ranks);
}
