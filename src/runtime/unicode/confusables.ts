/**
 * Characters that look like ASCII and are not what compatibility decomposition turns into it: our own table, for the scripts and
 * styles in which ASCII words are disguised. ASCII itself is never mapped, so a literal written in ASCII stays as written.
 */

/** For each ASCII character, what is read as it. Accented forms are not listed: marks are stripped before. */
const lookalikes: readonly (readonly [string, string])[] = [
  // Lower case: Cyrillic, Greek, Armenian, Latin with strokes and hooks, phonetic letters, turned letters, Coptic.
  ["a", "аɑαᴀɐⲁꭺ"],
  ["b", "ʙƀɓᏏƅЬьხ"],
  ["c", "сϲᴄⲥƈȼɔↄ"],
  ["d", "ԁđɗᴅɖᑯ"],
  ["e", "еєҽᴇǝəɘɛεℯꬲεɇ"],
  ["f", "ꜰƒẝſꬵϝɟ"],
  ["g", "ɡɢցǥɠᶃ"],
  ["h", "һհʜħɦɥᏂ"],
  ["i", "іιɪıɩɨᎥӏⅰ"],
  ["j", "јյᴊɉϳʝ"],
  ["k", "кκᴋƙⲕʞҟ"],
  ["l", "ʟłƚɫɬɭӀ"],
  ["m", "мᴍɱɯⲙ"],
  ["n", "ոռɴƞɲɳпηⲛ"],
  ["o", "оοօᴏøɵⲟჿ੦೦൦๐໐၀০୦ߋ"],
  ["p", "рρᴘƥⲣϸᵽ"],
  ["q", "ԛզգɋʠ"],
  ["r", "гᴦʀɍɼɽⲅɹʁ"],
  ["s", "ѕꜱʂʃ"],
  ["t", "тτᴛŧƭʈⲧʇ"],
  ["u", "υսᴜʉʋцμ"],
  ["v", "ѵνᴠⱱʌⴸ"],
  ["w", "ԝᴡωшɯѡաʍ"],
  ["x", "хχⲭ×ҳᕽ"],
  ["y", "уγყʏүɏʎƴ"],
  ["z", "ᴢʐƶȥʑⲍ"],
  // Capitals: the same scripts, Cherokee, Lisu, Canadian syllabics.
  ["A", "АΑᎪꓮᗅᗩⲀȺΛⱯ"],
  ["B", "ВΒᏴꓐᗷⲂɃβϐƁ"],
  ["C", "СϹᏟꓚᑕⲤȻƇ"],
  ["D", "ᎠꓓᗪĐƉƊÐ"],
  ["E", "ЕΕᎬꓰⲈƐƎЄɆ"],
  ["F", "ꓝᖴϜҒƑ"],
  ["G", "ԌᏀꓖǤƓᏳ"],
  ["H", "НΗᎻꓧᕼⲎҺĦҢ"],
  ["I", "ІΙꓲⲒƗ"],
  ["J", "ЈᎫꓙᒍɈ"],
  ["K", "КΚᏦꓗⲔƘҞᛕ"],
  ["L", "ᏞꓡᒪŁⳐ"],
  ["M", "МΜᎷꓟᗰⲘϺ"],
  ["N", "ΝꓠᑎⲚИƝ"],
  ["O", "ОΟՕꓳⲞØƟᗝ"],
  ["P", "РΡᏢꓑᑭⲢƤ"],
  ["Q", "ԚɊ"],
  ["R", "ᎡᏒꓣᖇɌ"],
  ["S", "ЅᏚꓢᔕՏ"],
  ["T", "ТΤᎢꓔⲦŦƬ"],
  ["U", "ՍꓴᑌɄ"],
  ["V", "ѴᏙꓦᐯ"],
  ["W", "ᎳꓪᗯԜШ"],
  ["X", "ХΧꓫⲬ᙭"],
  ["Y", "УΥꓬⲨҮƳɎ"],
  ["Z", "ΖᏃꓜⲌƵȤ"],
  // Marks of punctuation, so that quotes and dashes do not hide a phrase.
  ["'", "‘’‚‛′ʹʻʼʽˈ´ˊ`｀ߴ՚"],
  ['"', "“”„‟″˝ʺ〃«»"],
  ["-", "‐‑‒–—―−⁃﹣－˗➖ⲻ"],
  ["/", "∕⁄╱⟋⧸Ⳇ"],
  ["\\", "∖⧵⧹⟍"],
  [":", "∶ː˸։׃܃܄꞉︓"],
  [";", ";؛"],
  [".", "․⸱܁٠۰·・‧∙⋅•"],
  [",", "‚¸،٫"],
  ["!", "ǃⵑ"],
  ["*", "∗⁎٭✱"],
  ["|", "ǀ∣❘│¦"],
  ["~", "∼˜⁓〜"],
  ["<", "‹❮˂ᐸ"],
  [">", "›❯˃ᐳ"],
  ["_", "‗ˍ"],
];

/** Runs of letters drawn in boxes and circles that compatibility decomposition leaves alone. */
const letterRuns: readonly (readonly [first: number, count: number])[] = [
  [0x1f150, 26],
  [0x1f170, 26],
  [0x1f1e6, 26],
];

/** Look-alike → ASCII. */
export const confusables: ReadonlyMap<string, string> = table();

function table(): Map<string, string> {
  const map = new Map<string, string>();
  for (const [ascii, others] of lookalikes) {
    for (const other of others) if (other > "\u007f" && !map.has(other)) map.set(other, ascii);
  }
  for (const [first, count] of letterRuns) {
    for (let index = 0; index < count; index++) map.set(String.fromCodePoint(first + index), String.fromCharCode(0x41 + index));
  }
  return map;
}
