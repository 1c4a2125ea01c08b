import { type SeededRandom } from '../seeded-random.js';

/** A name as it is written at home, and in Latin letters for an address. */
export type Name = readonly [written: string, latin: string];

export interface HomeMarket {
  readonly country: string;
  readonly dialling: string;
  readonly cities: readonly string[];
  readonly firstNames: readonly Name[];
  readonly lastNames: readonly Name[];
  /** Name, domain, industry. */
  readonly companies: readonly (readonly [name: string, domain: string, industry: string])[];
}

export const homeMarkets: readonly [HomeMarket, ...HomeMarket[]] = [
  {
    country: 'United States',
    dialling: '+1 512 555',
    cities: ['Austin', 'Denver', 'Portland'],
    firstNames: names('Grace Marcus Olivia Theo Renée Jamal'),
    lastNames: names("Whitfield O'Connor Delgado Nguyen Brooks Achebe"),
    companies: [
      ['Harbor & Pine Outfitters', 'harborpine.example', 'Retail'],
      ['Bluewater Logistics', 'bluewaterlogistics.example', 'Transportation'],
      ['Castellan Health', 'castellanhealth.example', 'Healthcare'],
      ['Northstar Robotics', 'northstarrobotics.example', 'Manufacturing'],
    ],
  },
  {
    country: 'Germany',
    dialling: '+49 40 555',
    cities: ['Hamburg', 'München', 'Köln'],
    firstNames: names('Jürgen Anneliese Björn Käthe Lukas Zoë'),
    lastNames: names('Müller Weiß Großmann Schäfer Vogt Brandt'),
    companies: [
      ['Nordlicht Energie GmbH', 'nordlicht-energie.example', 'Energy'],
      ['Bäckerei Weißbrod & Söhne', 'weissbrod.example', 'Food & Beverage'],
      ['Hansa Präzision AG', 'hansa-praezision.example', 'Manufacturing'],
      ['Klinikverbund Elbe', 'klinikverbund-elbe.example', 'Healthcare'],
    ],
  },
  {
    country: 'France',
    dialling: '+33 1 55 55',
    cities: ['Lyon', 'Nantes', 'Orléans'],
    firstNames: names('Chloé François Aurélie Gaël Inès Théo'),
    lastNames: names('Lefèvre Benoît Dubois Garçon Moreau Léger'),
    companies: [
      ['Crédit Alpin', 'credit-alpin.example', 'Banking'],
      ['Ateliers Garance', 'ateliers-garance.example', 'Apparel'],
      ['Éclat Média', 'eclat-media.example', 'Media'],
      ['Vignobles du Rocher', 'vignobles-rocher.example', 'Food & Beverage'],
    ],
  },
  {
    country: 'Poland',
    dialling: '+48 22 555',
    cities: ['Łódź', 'Kraków', 'Gdańsk'],
    firstNames: names('Łukasz Małgorzata Stanisław Zofia Grażyna Piotr'),
    lastNames: names('Wiśniewski Dąbrowska Jabłoński Żak Nowak Wójcik'),
    companies: [
      ['Bałtyk Stocznia', 'baltyk-stocznia.example', 'Shipping'],
      ['Żubr Software', 'zubr-software.example', 'Technology'],
      ['Młyn Polski', 'mlyn-polski.example', 'Food & Beverage'],
      ['Tatry Ubezpieczenia', 'tatry-ubezpieczenia.example', 'Insurance'],
    ],
  },
  {
    country: 'Ukraine',
    dialling: '+380 44 555',
    cities: ['Київ', 'Львів', 'Одеса'],
    firstNames: pairs('Олена:olena Тарас:taras Ірина:iryna Богдан:bohdan Юлія:yuliia'),
    lastNames: pairs('Шевченко:shevchenko Коваль:koval Ткаченко:tkachenko Мельник:melnyk'),
    companies: [
      ['Дніпро Аграрія', 'dnipro-agraria.example', 'Agriculture'],
      ['Карпати Текстиль', 'karpaty-textile.example', 'Apparel'],
      ['Софія Освіта', 'sofia-osvita.example', 'Education'],
      ['Чорне Море Порт', 'chorne-more-port.example', 'Shipping'],
    ],
  },
  {
    country: 'Greece',
    dialling: '+30 210 555',
    cities: ['Αθήνα', 'Πάτρα', 'Βόλος'],
    firstNames: pairs('Ελένη:eleni Γιώργος:giorgos Κατερίνα:katerina Νίκος:nikos'),
    lastNames: pairs('Παπαδοπούλου:papadopoulou Οικονόμου:oikonomou Βλάχος:vlachos'),
    companies: [
      ['Αιγαίο Ναυτιλιακή', 'aigaio-naftiliaki.example', 'Shipping'],
      ['Ελαιώνες Κρήτης', 'elaiones-kritis.example', 'Food & Beverage'],
      ['Ήλιος Ενεργειακή', 'ilios-energy.example', 'Energy'],
      ['Παρθενών Ασφαλιστική', 'parthenon-ins.example', 'Insurance'],
    ],
  },
  {
    country: 'United Arab Emirates',
    dialling: '+971 4 555',
    cities: ['دبي', 'أبوظبي', 'الشارقة'],
    firstNames: pairs('فاطمة:fatima أحمد:ahmed ليلى:layla يوسف:yousef نورة:noura'),
    lastNames: pairs('الهاشمي:alhashimi المنصوري:almansoori الكعبي:alkaabi'),
    companies: [
      ['شركة الخليج للتجارة', 'khaleej-trading.example', 'Retail'],
      ['واحة التقنية', 'waha-tech.example', 'Technology'],
      ['مجموعة النخيل', 'nakheel-group.example', 'Real Estate'],
      ['صقر للشحن', 'saqr-cargo.example', 'Transportation'],
    ],
  },
  {
    country: 'China',
    dialling: '+86 21 5555',
    cities: ['上海', '成都', '深圳'],
    firstNames: pairs('秀英:xiuying 伟:wei 芳:fang 建国:jianguo 静怡:jingyi'),
    lastNames: pairs('王:wang 陈:chen 张:zhang 欧阳:ouyang'),
    companies: [
      ['锦江物流有限公司', 'jinjiang-logistics.example', 'Transportation'],
      ['蓝鲸科技', 'lanjing-tech.example', 'Technology'],
      ['长城精密仪器', 'changcheng-precision.example', 'Manufacturing'],
      ['茉莉茶业', 'moli-tea.example', 'Food & Beverage'],
    ],
  },
  {
    country: 'Japan',
    dialling: '+81 3 5555',
    cities: ['東京', '大阪', '札幌'],
    firstNames: pairs('さくら:sakura 健一:kenichi ユウキ:yuki 美穂:miho'),
    lastNames: pairs('佐藤:sato 鈴木:suzuki 高橋:takahashi 小野寺:onodera'),
    companies: [
      ['株式会社あおぞら製作所', 'aozora-works.example', 'Manufacturing'],
      ['富士見メディカル', 'fujimi-medical.example', 'Healthcare'],
      ['カワセミ電機', 'kawasemi-electric.example', 'Technology'],
      ['北海道ミルク工房', 'hokkaido-milk.example', 'Food & Beverage'],
    ],
  },
  {
    country: 'South Korea',
    dialling: '+82 2 5555',
    cities: ['서울', '부산', '대전'],
    firstNames: pairs('지우:jiwoo 민준:minjun 서연:seoyeon 도윤:doyun'),
    lastNames: pairs('김:kim 이:lee 박:park 최:choi'),
    companies: [
      ['한빛바이오', 'hanbit-bio.example', 'Healthcare'],
      ['누리게임즈', 'nuri-games.example', 'Media'],
      ['동해해운', 'donghae-shipping.example', 'Shipping'],
      ['미래에듀', 'mirae-edu.example', 'Education'],
    ],
  },
  {
    country: 'India',
    dialling: '+91 80 5555',
    cities: ['बेंगलुरु', 'पुणे', 'जयपुर'],
    firstNames: pairs('अनन्या:ananya राजेश:rajesh प्रिया:priya अर्जुन:arjun'),
    lastNames: pairs('शर्मा:sharma पटेल:patel गुप्ता:gupta अय्यर:iyer'),
    companies: [
      ['गंगा टेक्सटाइल्स', 'ganga-textiles.example', 'Apparel'],
      ['सूर्य ऊर्जा', 'surya-urja.example', 'Energy'],
      ['मयूर फाइनेंस', 'mayur-finance.example', 'Banking'],
      ['नीलकमल सॉफ्टवेयर', 'neelkamal-software.example', 'Technology'],
    ],
  },
];

export function marketAt(index: number): HomeMarket {
  return homeMarkets[index % homeMarkets.length] ?? homeMarkets[0];
}

/** `+49 40 555 0142` */
export function phoneOf(market: HomeMarket, random: SeededRandom): string {
  return `${market.dialling} ${String(random.integer(100, 9999)).padStart(4, '0')}`;
}

/** Names in Latin letters; their address form is without accents. */
function names(list: string): readonly Name[] {
  return list.split(' ').map((name) => [name, latinOf(name)]);
}

function pairs(list: string): readonly Name[] {
  return list.split(' ').map((pair) => {
    const [written = '', latin = ''] = pair.split(':');
    return [written, latin];
  });
}

function latinOf(name: string): string {
  const plain = name.toLowerCase().replaceAll('ß', 'ss').replaceAll('ł', 'l').replaceAll('ø', 'o');
  return plain.normalize('NFD').replace(/[^a-z]/g, '');
}
