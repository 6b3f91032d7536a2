"""make_docx.py FILE.txt OUT.docx STYLE: the text as a Word document.

STYLE verbatim: one paragraph for each line, bullets and indents as characters, as pasting plain text gives.
STYLE word:     headings as Heading styles, bullets as list paragraphs with a level, words split over runs, a page break,
                a header and a footer, as Word itself writes it.
"""
import re
import sys
import zipfile
from xml.sax.saxutils import escape

NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TYPES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml"
 ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"""
RELS = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"""


def runs(text):
    """The words in two runs, cut inside a word, the second one bold: Word does this all the time."""
    cut = len(text) // 2
    out = ""
    for part, bold in ((text[:cut], ""), (text[cut:], "<w:rPr><w:b/></w:rPr>")):
        if part:
            out += '<w:r>%s<w:t xml:space="preserve">%s</w:t></w:r>' % (bold, escape(part))
    return out


def paragraph(line, style):
    if style == "verbatim":
        return '<w:p><w:r><w:t xml:space="preserve">%s</w:t></w:r></w:p>' % escape(line)
    bullet = re.match(r"^( *)[•\-*] +(.*)$", line)
    if bullet:
        level = len(bullet[1]) // 2 - (1 if line.startswith("  •") or line.startswith("    •") else 0)
        return ('<w:p><w:pPr><w:pStyle w:val="ListParagraph"/><w:numPr><w:ilvl w:val="%d"/><w:numId w:val="1"/></w:numPr></w:pPr>%s</w:p>'
                % (max(level, 0), runs(bullet[2])))
    heading = re.match(r"^[A-Z][^.]{0,60}:?$", line) and not re.match(r"^[A-Z]\w+: \S", line) and not re.match(r"^F\d", line)
    if heading:
        return '<w:p><w:pPr><w:pStyle w:val="Heading2"/></w:pPr>%s</w:p>' % runs(line)
    return "<w:p>%s</w:p>" % runs(line)


def main():
    source, target, style = sys.argv[1:]
    lines = open(source, encoding="utf-8").read().splitlines()
    body = "".join(paragraph(line, style) for line in lines)
    if style == "word":
        body += '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>'
    xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:document %s><w:body>%s</w:body></w:document>' % (NS, body)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("[Content_Types].xml", TYPES)
        z.writestr("_rels/.rels", RELS)
        z.writestr("word/document.xml", xml)


main()
