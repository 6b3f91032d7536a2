# What cannot be read gets one line that says what and where, exit code 2, and leaves nothing behind.
. tests/cli-lib.sh

good=examples/marisol-vega.txt
bad=$work/bad
mkdir "$bad" "$bad/folder" "$work/o"

python "making the bad inputs" "$bad" "$good" <<'PY'
import json, os, struct, sys, zipfile
bad, good = sys.argv[1], open(sys.argv[2], encoding="utf-8").read()
def write(name, data):
    with open(os.path.join(bad, name), "wb") as f:
        f.write(data)
def docx(name, xml):
    with zipfile.ZipFile(os.path.join(bad, name), "w", zipfile.ZIP_DEFLATED, compresslevel=9) as z:
        z.writestr("[Content_Types].xml", '<?xml version="1.0"?><Types/>')
        with z.open("word/document.xml", "w", force_zip64=True) as f:
            for part in xml:
                f.write(part)
write("not-utf8.txt", good.replace("Goals", "Goals \xe9").encode("latin-1", "replace"))
write("nul.txt", good.replace("Age:", "Age:\0").encode())
write("empty.txt", b"")
write("deep-array.json", b'{"goals":' + b"[" * 100000 + b"]" * 100000 + b"}")
write("deep-bare.json", b"[" * 100000)
write("list.json", b'[{"format": "goldthread.plan/1"}]')
write("no-plan.json", b"[]")
write("deep-object.json", b'{"a":' * 100000 + b"1" + b"}" * 100000)
write("truncated.json", b'{"format":"goldthread.plan/1","goals":[{"statement":"Sleep')
write("not-utf8.json", b'{"format":"goldthread.plan/1","title":"caf\xe9"}')
write("nul.json", b'{"format":"goldthread.plan/1",\0"title":"x"}')
write("broken.pdf", b"%PDF-1.7\n%\xb5\xed\xae\xfb\n3 0 obj\n<< /Length 4 0 R >>\nstream\n\x9c\x00\xff\nendstream\n")
word = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
lines = "".join(f"<w:p><w:r><w:t>{l}</w:t></w:r></w:p>" for l in good.replace("&", "&amp;").splitlines())
docx("whole.docx", [(word + lines + "</w:body></w:document>").encode()])
whole = open(os.path.join(bad, "whole.docx"), "rb").read()
write("truncated.docx", whole[:len(whole) * 2 // 3])
damaged = bytearray(whole)
middle = whole.index(b"word/document.xml") + 40
for i in range(middle, middle + 200):
    damaged[i] ^= 0x5A
write("damaged.docx", bytes(damaged))
docx("not-xml.docx", [(word + lines + "</w:body>").encode()])
with zipfile.ZipFile(os.path.join(bad, "no-document.docx"), "w") as z:
    z.writestr("readme.txt", "nothing here")
docx("bomb.docx", [word.encode()] + [b"<w:p></w:p>" * 100000] * 300 + [b"</w:body></w:document>"])
# The same one that says of itself that it is small.
bomb, size = open(os.path.join(bad, "bomb.docx"), "rb").read(), len(word) + 300 * 100000 * len("<w:p></w:p>") + len("</w:body></w:document>")
assert struct.pack("<I", size) in bomb
write("bomb-lies.docx", bomb.replace(struct.pack("<I", size), struct.pack("<I", 4096)))
docx("entities.docx", ['<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'.encode(), word.encode(),
                       b"<w:p><w:r><w:t>&b;&b;</w:t></w:r></w:p></w:body></w:document>"])
PY
head -c 104857600 /dev/zero | tr '\0' a >"$bad/one-line.txt"
head -c 20971520 /dev/zero | tr '\0' a >"$bad/line-20mb.txt"

# Every file of the folder where outputs go, with its bytes, before and after.
outputs() { find "$work/o" -type f -exec cksum {} + | sort; }

# refused COMMAND FILE PATTERN: told in one line, alone and with -o; neither a new nor an old output file is touched.
refused() {
    command=$1 file=$2 pattern=$3
    case $command in
    diff) set -- diff "$file" "$good" ;;
    diff-new) set -- diff "$good" "$file" ;;
    *) set -- "$command" "$file" ;;
    esac
    run "$@"
    expect_refused "$file" "$pattern"
    echo "what stood there" >"$work/o/old"
    before=$(outputs)
    run "$@" -o "$work/o/old"
    expect_refused "$file" "$pattern"
    run "$@" -o "$work/o/new"
    expect_refused "$file" "$pattern"
    [ "$(outputs)" = "$before" ] || fail "an output file was written or left behind: $(ls "$work/o")"
}

# One stream is one plan.
run diff - - <"$good"
expect_refused "standard input" "not both"

plans="check import export mend diff diff-new"
for command in $plans parse; do
    refused $command "$bad/missing.txt" 'no such file'
    refused $command "$bad/folder" 'directory'
    refused $command "$bad/empty.txt" 'empty'
    refused $command "$bad/not-utf8.txt" 'not UTF-8'
    refused $command "$bad/nul.txt" 'NUL'
    refused $command "$bad/broken.pdf" 'PDF|not UTF-8'
    refused $command "$bad/one-line.txt" 'larger than|longer than'
    refused $command "$bad/line-20mb.txt" 'longer than|1 MB|too long'
    refused $command "$bad/truncated.json" 'JSON|unexpected|premature|end'
    refused $command "$bad/deep-object.json" 'deep|level|nest'
    refused $command "$bad/deep-array.json" 'deep|level|nest'
    refused $command "$bad/not-utf8.json" 'not UTF-8'
    refused $command "$bad/nul.json" 'NUL'
done
for command in $plans; do
    refused $command "$bad/deep-bare.json" 'deep|level|nest'
    refused $command "$bad/list.json" 'object'
    refused $command "$bad/no-plan.json" 'object'
    refused $command "$bad/truncated.docx" 'Word|docx|ZIP|archive'
    refused $command "$bad/damaged.docx" 'Word|docx|ZIP|archive'
    refused $command "$bad/not-xml.docx" 'XML|Word|docx'
    refused $command "$bad/no-document.docx" 'word/document.xml|Word'
    refused $command "$bad/bomb.docx" 'bomb|unpack|64 MB|200'
    refused $command "$bad/entities.docx" 'entit'
done
run check "$bad/bomb-lies.docx"
expect_refused "$bad/bomb-lies.docx" 'bomb|unpack|64 MB|200|damaged|closed|not XML'
for file in truncated.docx damaged.docx bomb.docx; do
    refused parse "$bad/$file" 'Word|docx|ZIP|UTF-8|NUL'
done
run check "$bad/whole.docx"
[ "$status" -lt 2 ] || fail "the whole Word file is readable; only its damaged copies are not"

# From standard input the line names standard input.
for command in check import export parse; do
    run $command - <"$bad/nul.txt"
    expect_refused "standard input" 'NUL'
    run $command - <"$bad/one-line.txt"
    expect_refused "standard input" 'larger than|longer than'
    run $command - </dev/null
    expect_refused "standard input" 'empty'
done

# A bomb is refused before it is unpacked.
peak=$(peak_kb "$program" import "$bad/bomb.docx")
none=$(peak_kb "$program" import "$bad/empty.txt")
[ "$((peak - none))" -lt 150000 ] || fail "the bomb took $peak kB where an empty file takes $none kB"

# No permission: as root nothing is refused, so the program runs as somebody else.
as_other() { "$@"; }
if [ "$(id -u)" -eq 0 ]; then
    # GCOV_PREFIX: where coverage is measured the counters would go where somebody else may not write
    as_other() { GCOV_PREFIX=$work/counters setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; }
    chmod 755 "$work" "$bad"
    mkdir "$work/counters" && chmod 777 "$work/counters"
    mkdir "$work/bin" && cp "$program" "$work/bin/goldthread" && program=$work/bin/goldthread
fi
cp "$good" "$bad/locked.txt"
chmod 000 "$bad/locked.txt"
cp "$good" "$bad/good.txt"
if as_other cat "$bad/good.txt" >/dev/null 2>&1 && ! as_other cat "$bad/locked.txt" >/dev/null 2>&1; then
    for command in $plans parse; do
        case $command in
        diff) set -- diff "$bad/locked.txt" "$bad/good.txt" ;;
        diff-new) set -- diff "$bad/good.txt" "$bad/locked.txt" ;;
        *) set -- $command "$bad/locked.txt" ;;
        esac
        as_other "$program" "$@" >"$out" 2>"$err"
        status=$? ran="goldthread $*, as another user"
        expect_refused "$bad/locked.txt" 'permission denied'
    done
    mkdir "$work/closed" && chmod 555 "$work/closed"
    as_other "$program" import -o "$work/closed/plan.json" "$bad/good.txt" >"$out" 2>"$err"
    status=$? ran="goldthread import -o into a folder that is closed, as another user"
    expect_refused "$work/closed/plan.json" 'permission denied'
else
    echo "not checked: files without permission (no other user to be)"
fi
