/**
 * How tokens begin: every beginning that a row of the token tables has, without the rows. Lets a text in which none of them
 * stands be left before any scanner is loaded. A test holds this list to the tables.
 */

/** Beginnings, those left out that begin or, ending with a joiner, end with another one of the list. */
const BEGINNINGS: string =
  '00 1/ 1000. 2/ 4b1d 5H 5J 5K A3- A3T AAAA ABIA ABSK AC AGE-SECRET-KEY-1 AGE-SECRET-KEY-PQ-1 AIza AKCp AKIA AKID ' +
  'API- AQ. AQE AQVN ASIA ATATT3 ATBB ATCTT3 ATSTT3 ATTA AzSe CCIPAT_ CCIPRJ_ CFPAT- CJSP CKSP CLOJARS_ CLSP CMSP ' +
  'CNSP EAAA EAAB EAAC EAAD EAAE EAAF EAAG EAAH EAAI EAAJ EAAM EZAK EZTK FLWPUBK- FLWPUBK_TEST- FLWSECK- ' +
  'FLWSECK_TEST FLWSECK_TEST- FQoG FwoG GOCSPX- GOOG GR1348941 HRKU- IGAA IGQV IQoJ Kw Kx Ky Kz L1 L2 L3 L4 L5 ' +
  'LS0tLS1CRUdJTiBEU0Eg LS0tLS1CRUdJTiBFQy LS0tLS1CRUdJTiBFTkNSWVBURUQ LS0tLS1CRUdJTiBPUEVOU1NI ' +
  'LS0tLS1CRUdJTiBQR1Ag LS0tLS1CRUdJTiBQUklWQVRF LS0tLS1CRUdJTiBSU0Eg LTAI NRAA- NRAK- NRBR- NRII- NRIQ- NRJS- ' +
  'NRRA- NRSP- PMAK- PMAT- SEC SG. SK Uprv VF.DM. VF.WS. Vprv WPL_AP1. YCA YCM Yprv ZXlB ZXlK Zprv _gitlab_session= ' +
  'access-development- access-production- access-sandbox- access_token$production$ access_token$sandbox$ ' +
  'age-secret-key-1 aio_ ak- akab- amzn.mws. amzn1.oa2-cs.v1. api- api_org_ apify_api_ apify_proxy_ as- b_ bb_live_ ' +
  'bb_test_ bedrock-api-key- bkaa_ bkct_ bkpi_ bkpt_ bkua_ cfat_ cfk_ cflt cfoat_ cfort_ cfut_ cio ck_ cmVmdGtuO ' +
  'codecov_ cs_ csk- ctx7sk- dG9rO da2- dapi dckr_oat_ dckr_pat_ ddapp_ ddpat_ ddpub_ dkea dnkey- doo_v1_ dop_v1_ ' +
  'dor_v1_ doseb dp.audit. dp.ct. dp.pt. dp.sa. dp.scim. dp.st. dt0c01. dt0s01. dt0s02. dt0s16. duffel_live_ ' +
  'duffel_test_ e2b_ endr+ eu01xx ew0K ewoJ ewog eyA eyJ fc- figd_ figdr_ figo_ figoh_ figor_ figu_ fio-u- fm1a_ ' +
  'fm1r_ fm2_ fo1_ fw_ gb_api_ gho_ ghp_ ghr_ ghs_ ghu_ gitea_ github_pat_ glagent- glc_ glcbt- gldt- glffct- glft- ' +
  'glimt- gloas- glpat- glptt- glrt- glrtr- glsa_ glsoat- glwt- gsk_ gta_ gto_ hcaik_ hcalk_ hcamk_ hcxik_ hf_ hvb. ' +
  'hvr. hvs. ico- jina_ key- lin_api_ lin_oauth_ lin_wh_ live_ live_pub_ ls__ lsv2_pt_ lsv2_sk_ mka_ mlsn. mob- ' +
  'napi_ nfb_ nfc_ nfo_ nfp_ nfu_ npg_ npm_ nsec1 ntn_ nvapi- oauth: ops_ey organizations/ oy2 p.ey pa- pat ' +
  'pat-ap1- pat-eu1- pat-na1- pat-na2- pcsk_ perm- perm: pha_ phr_ phs_ phx_ pk-lf- pk.ey pk_ pnb_ pnu_ polar_at_ ' +
  'polar_oat_ polar_pat_ polar_rt_ polar_whs_ pplx- pscale_ pscale_oauth_ pscale_pw_ pscale_tkn_ pubkey- pul- pylf_v1_ ' +
  'pylf_v2_ pypi- r8_ rdme_ re_ rel- rk_live_ rk_prod_ rk_test_ rnd_ rootly_ rubygems_ rzp_live_ rzp_test_ ' +
  's-s4t2af- s-s4t2ud- s. sandbox_ sb_secret_ sbp_ sdk- secret- secret_ sgd_ sgp_ sha256~ shippo_live_ shippo_test_ ' +
  'shpat_ shpca_ shppa_ shpss_ shptka_ signkey- sk sk-None- sk-admin- sk-ant- sk-kimi- sk-lf- sk-litellm- sk-mega- ' +
  'sk-or- sk-proj- sk-service- sk-svcacct- sk_prod_ sl. sm_aat_ sm_pat_ sm_sat_ sntrya_ sntryi_ sntrys_ sntryu_ ' +
  'snyk_sat. snyk_uat. sq0atp- sq0csp- sq0idb- sqa_ sqp_ squ_ t1. test_ test_pub_ tfp_ tgp_v1_ tk-eu- tk-us- tk.ey ' +
  'tprv tskey- tvly- uprv us01xx v1.0- vca_ vci_ vck_ vcp_ vcr_ ver:1-hint: ver:3-hint: vercel_blob_rw_ vprv waka_ ' +
  'wandb_v1_ whsec_ xaat- xai- xapp- xapt- xkeysib- xoxa- xoxb- xoxc- xoxd- xoxe- xoxe.xoxb- xoxe.xoxp- xoxo- xoxp- ' +
  'xoxr- xoxs- xprv xsmtpsib- xwfp- y0_ y1_ ya29. yprv zprv';

/** Compiled beginnings, by slots of two characters: chains of indexes into the list, 1 for its first entry, 0 for the end. */
export interface TokenStarts {
  readonly list: readonly string[];
  /** By the first two characters: a bit for each third one, by its last five bits. */
  readonly firsts: Int32Array;
  /** By the first two characters: the first beginning, and for each beginning the next. */
  readonly heads: Uint16Array;
  readonly nextHeads: Uint16Array;
  /** By the two characters before a joiner: the first beginning that ends so, and for each the next. */
  readonly tails: Uint16Array;
  readonly nextTails: Uint16Array;
}

/** UTF-16 units: shorter beginnings are looked for at the start of a word alone. */
const MIN_GLUED = 4;
const SLOTS = 32 * 32;

/** Two characters by their last five bits: others may share a slot, which costs a comparison. */
function slotOf(first: number, second: number): number {
  return ((first & 31) << 5) | (second & 31);
}

/** Plain arrays, since this runs once in a process and never gets warm. */
function build(): TokenStarts {
  const list = BEGINNINGS.split(' ');
  const firsts = new Int32Array(SLOTS);
  const heads = new Uint16Array(SLOTS);
  const tails = new Uint16Array(SLOTS);
  const nextHeads = new Uint16Array(list.length + 1);
  const nextTails = new Uint16Array(list.length + 1);
  for (let i = 1; i <= list.length; i++) {
    const beginning = list[i - 1] as string;
    const { length } = beginning;
    const slot = slotOf(beginning.charCodeAt(0), beginning.charCodeAt(1));
    firsts[slot] = (firsts[slot] as number) | (length === 2 ? -1 : 1 << (beginning.charCodeAt(2) & 31));
    nextHeads[i] = heads[slot] as number;
    heads[slot] = i;
    if (length < MIN_GLUED) continue;
    const end = beginning.charCodeAt(length - 1);
    if (end !== 45 && end !== 95) continue;
    const last = slotOf(beginning.charCodeAt(length - 3), beginning.charCodeAt(length - 2));
    nextTails[i] = tails[last] as number;
    tails[last] = i;
  }
  return { list, firsts, heads, nextHeads, tails, nextTails };
}

/** The compiled list: a constant, computed with the first long name, since importing must cost nothing. */
export const tokenStarts: () => TokenStarts = (() => {
  let starts: TokenStarts | undefined;
  return () => {
    starts ??= build();
    return starts;
  };
})();

/** True when a beginning stands at `index`, the start of a word. */
export function beginsAt(starts: TokenStarts, text: string, index: number): boolean {
  const slot = slotOf(text.charCodeAt(index), text.charCodeAt(index + 1));
  // A text may end behind a beginning of two characters, of which every bit is set.
  if ((((starts.firsts[slot] as number) >>> (text.charCodeAt(index + 2) & 31)) & 1) === 0) return false;
  for (let i = starts.heads[slot] as number; i > 0; i = starts.nextHeads[i] as number)
    if (text.startsWith(starts.list[i - 1] as string, index)) return true;
  return false;
}

/** True when the joiner at `index`, a dash or a low line, ends a beginning. */
export function endsAt(starts: TokenStarts, text: string, index: number): boolean {
  const slot = slotOf(text.charCodeAt(index - 2), text.charCodeAt(index - 1));
  for (let i = starts.tails[slot] as number; i > 0; i = starts.nextTails[i] as number)
    if (text.endsWith(starts.list[i - 1] as string, index + 1)) return true;
  return false;
}
