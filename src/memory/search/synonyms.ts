/**
 * Words that mean the same, a line each; a phrase counts as one. Names of cities stand here since a CRM has them in the
 * language of the country.
 */
const builtIn = `
ceo, chief executive officer, chief executive, managing director, geschäftsführer, directeur général
cfo, chief financial officer, finance director, head of finance, finanzchef
cto, chief technology officer, technical director
coo, chief operating officer
cio, chief information officer
cmo, chief marketing officer
vp, vice president
hr, human resources
purchasing, procurement, buyer, einkauf
contact, contacts, ansprechpartner, kontakt, interlocuteur, contacto
account, accounts, company, customer, customers, client, clients, kunde, kunden, firma, cliente
deal, deals, opportunity, opportunities, pipeline, affaire, affaires, geschäft
task, tasks, todo, aufgabe, aufgaben, tâche
meeting, meetings, appointment, termin, besprechung, réunion, reunión
call, calls, called, spoke, speak, talk, talked, discuss, discussed, anruf, telefonat, appel
note, notes, notiz, remarque
owner, owns, owned, responsible, besitzer, zuständig, propriétaire
phone, telephone, mobile, telefon, téléphone
email, mail, e mail, courriel
negotiation, negotiating, négociation, verhandlung, negociación
proposal, quote, angebot, offre, devis
won, gewonnen, gagné
lost, lose, losing, verloren, perdu
risk, gefährdet, risque
invoice, invoices, invoicing, billing, bill, charge, charged, rechnung, facture
complaint, complaints, complain, complained, upset, unhappy, angry, trouble, beschwerde, plainte
downtime, outage, system was down, down for, ausfall, panne
churn, leave, cancel, cancellation, threatens to leave, kündigung
competitor, competition, rival, konkurrenz, concurrent
contract, agreement, vertrag, contrat
renewal, renew, verlängerung, renouvellement
refund, money back, reimburse, rückerstattung
next step, next steps, nächster schritt, prochaine étape
employees, staff, headcount, mitarbeiter, salariés
industry, branche, secteur
amount, worth, value, betrag, montant
munich, münchen
cologne, köln
vienna, wien
zurich, zürich
geneva, genève, genf
gothenburg, göteborg
copenhagen, københavn
prague, praha, prag
warsaw, warszawa, warschau
milan, milano, mailand
rome, roma, rom
lisbon, lisboa, lissabon
brussels, bruxelles, brüssel
germany, deutschland, allemagne
france, frankreich
spain, españa, spanien
uk, united kingdom, great britain
usa, us, united states
`;

/** Words that questions are made of, in the languages that are asked most; none of them is a name. */
const questionWords = `
a an and any are as at be been but by can could did do does for from had has have how i in into is it its me my of on or
our please should show tell than that the their them there these they this those to us was we were what when where which
who whom whose why with would you your about find give get list know want wants between after before
der die das ein eine einen einem einer den dem des ist sind war wer wie was wann wo welche welcher welches bei mit von zu
zum zur für auf aus im in und oder haben hat unser unsere gibt es
le la les un une des du de est sont qui que quoi quand où quel quelle quels quelles chez avec pour dans en et ou nos notre
el los las una del es son quién qué cuándo dónde cuál con para por nuestro
`;

/** For each word or phrase, the others that mean the same. */
export type Synonyms = ReadonlyMap<string, readonly string[]>;

/** Lines of words with commas between them; what is empty or begins with `#` says nothing. */
export function synonymsFrom(text: string, plain: (word: string) => string): Synonyms {
  const found = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    if (line.trim().startsWith('#')) continue;
    const words = line.split(',').map((each) => plain(each.trim()));
    const group = [...new Set(words.filter((each) => each !== ''))];
    for (const each of group) {
      const others = group.filter((other) => other !== each);
      found.set(each, [...new Set([...(found.get(each) ?? []), ...others])]);
    }
  }
  return found;
}

/** The built-in ones, and those of a further text. */
export function allSynonyms(further: string, plain: (word: string) => string): Synonyms {
  return synonymsFrom(`${builtIn}\n${further}`, plain);
}

export function questionWordSet(plain: (word: string) => string): ReadonlySet<string> {
  return new Set(questionWords.trim().split(/\s+/).map(plain));
}
