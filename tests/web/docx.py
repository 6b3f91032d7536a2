#!/usr/bin/env python3
"""docx.py FILE: a Word file with a small plan in our own words, as a therapist might keep one."""
import sys
import zipfile

LINES = [
    ("Heading1", "Treatment plan"),
    ("Heading2", "Presenting problem"),
    (None, "Worries about work for hours each day."),
    ("Heading2", "Goals"),
    (None, "Goal 1: Get through a work day without worry taking over."),
    (None, "Objective 1: Lower the GAD-7 score from 15 to 6 or less within 12 weeks."),
    ("Heading2", "Interventions"),
    (None, "Cognitive behavioral therapy, weekly, 50 minutes"),
    ("Heading2", "Review"),
    (None, "Every 4-6 weeks"),
]
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def paragraph(style, text):
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{look}<w:r><w:t>{text}</w:t></w:r></w:p>"


body = "".join(paragraph(*line) for line in LINES)
with zipfile.ZipFile(sys.argv[1], "w") as z:
    z.writestr("[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
               '<Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType='
               '"application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" '
               'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>')
    z.writestr("_rels/.rels", '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
               '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
               'officeDocument" Target="word/document.xml"/></Relationships>')
    z.writestr("word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>')
