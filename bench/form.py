"""form.py PAGE.html: the body that a browser's script sends for the form "draft" of a page, to standard output."""
import html.parser
import sys
import urllib.parse


class Form(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.fields, self.inside, self.area, self.choice = [], False, None, None

    def handle_starttag(self, tag, attrs):
        at = dict(attrs)
        if tag == "form":
            self.inside = at.get("id") == "draft"
        if not self.inside:
            return
        if tag == "input" and (at.get("type") != "checkbox" or "checked" in at):
            self.fields.append((at["name"], at.get("value") or ""))
        if tag == "textarea":
            self.area = (at["name"], [])
        if tag == "select":
            self.choice = [at["name"], None]
        if tag == "option" and self.choice and (self.choice[1] is None or "selected" in at):
            self.choice[1] = at.get("value") or ""

    def handle_data(self, data):
        if self.area:
            self.area[1].append(data)

    def handle_endtag(self, tag):
        if tag == "textarea" and self.area:
            self.fields.append((self.area[0], "".join(self.area[1])))
            self.area = None
        if tag == "select" and self.choice:
            self.fields.append((self.choice[0], self.choice[1] or ""))
            self.choice = None
        if tag == "form":
            self.inside = False


form = Form()
with open(sys.argv[1], encoding="utf-8") as page:
    form.feed(page.read())
sys.stdout.write(urllib.parse.urlencode(form.fields))
