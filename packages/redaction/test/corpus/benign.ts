/** Generators of what resembles a secret and has to stay: digests, identifiers, versions, code. */
import { between, fill, pick, type Random } from '../random.ts';

/** What has to stay, generated. */
export const BENIGN: readonly ((random: Random) => string)[] = [
  (r) => fill('{h8}-{h4}-4{h3}-a{h3}-{h12}', r),
  (r) => fill('{h40}', r),
  (r) => fill('{h64}', r),
  (r) => `sha512-${fill('{b86}', r)}==`,
  (r) => `sha256:${fill('{h64}', r)}`,
  (r) => `integrity sha512-${fill('{b86}', r)}==`,
  (r) => `commit ${fill('{h40}', r)} touched 3 files`,
  (r) => fill('toolu_01{a22}', r),
  (r) => fill('call_{a24}', r),
  (r) => fill('chatcmpl-{a29}', r),
  (r) => fill('msg_01{a22}', r),
  (r) => fill('req_{a24}', r),
  (r) => fill('resp_{h50}', r),
  (r) => fill('00-{h32}-{h16}-01', r),
  (r) => `span ${fill('{h16}', r)} of trace ${fill('{h32}', r)}`,
  (r) => new Date(between(r, 1_500_000_000, 1_900_000_000) * 1_000).toISOString(),
  (r) => `took ${between(r, 1, 90_000)} ms at ${between(r, 1_500_000_000_000, 1_900_000_000_000)}`,
  (r) => `v${between(r, 0, 30)}.${between(r, 0, 30)}.${between(r, 0, 30)}-rc.${between(r, 0, 9)}+${fill('{h7}', r)}`,
  (r) => `version ${between(r, 0, 30)}.${between(r, 0, 30)}.${between(r, 0, 30)}.${between(r, 0, 200)}`,
  (r) =>
    `Mozilla/5.0 (X11; Linux x86_64) Chrome/${between(r, 90, 140)}.0.${between(r, 1000, 7000)}.${between(r, 0, 200)} Safari/537.36`,
  (r) =>
    `${pick(r, ['claude-opus-4-1-20250805', 'gpt-4o-mini-2024-07-18', 'gemini-2.5-pro-preview-06-05', 'meta-llama/Llama-3.3-70B-Instruct', 'mistral-large-2411', 'text-embedding-3-large'])} used ${between(r, 1, 9_999)} input tokens`,
  (r) => `@${fill('{z6}', r)}/${fill('{z8}', r)}@${between(r, 0, 9)}.${between(r, 0, 99)}.${between(r, 0, 99)}`,
  (r) => `/node_modules/.pnpm/${fill('{z8}', r)}@1.2.3/node_modules/${fill('{z8}', r)}/index.js`,
  (r) => `const ${fill('{z6}', r)}Token = get${fill('{Z1}{z6}', r)}Token(${fill('{z5}', r)});`,
  (r) => `token_count=${between(r, 1, 99_999)} max_tokens=${between(r, 1, 99_999)}`,
  (r) => `data:image/png;base64,iVBORw0KGgo${fill('{b60}', r)}=`,
  (r) => `resolution: {integrity: sha512-${fill('{b86}', r)}==}`,
  (r) =>
    `https://github.com/${fill('{z6}', r)}/${fill('{z8}', r)}/blob/${fill('{h40}', r)}/src/index.ts#L${between(r, 1, 900)}`,
  (r) => fill('01{A24}', r),
  (r) => fill('{d18}', r).replace(/^./, '1'),
  (r) =>
    `run ${fill('{l8}', r)}: ${between(r, 1, 99)} passed, ${between(r, 0, 9)} failed in ${between(r, 1, 99)}.${between(r, 0, 9)}s`,
  (r) => `0x${fill('{h8}', r)} at offset ${between(r, 0, 4_096)}`,
  (r) => `${fill('{z4}', r)}::${fill('{z6}', r)}::new()`,
  (r) => `${between(r, 10, 23)}:${between(r, 10, 59)}:${between(r, 10, 59)}`,
  (r) => `ERR_${fill('{Z5}', r)}_${fill('{Z6}', r)}`,
  (r) => `us-east-1/${fill('{z6}', r)}-${between(r, 1, 99)}`,
];
