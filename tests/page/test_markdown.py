"""Markdown as Discord shows it, and whatever is written stays text: nothing in a message can run."""

import pytest
from playwright.async_api import Browser, expect

from sandbox import Sandbox
from tests.page.browser import box, command, newest
from tests.page.conftest import Visit

pytestmark = pytest.mark.asyncio(loop_scope="module")

RENDER = """async (text) => {
    const { markdown } = await import('/markdown.js');
    const named = (kind) => (id) => `[${kind} ${id}]`;
    const place = { user: named('user'), role: named('role'), channel: named('channel'), command: named('command') };
    const holder = document.createElement('div');
    holder.append(markdown(text, place));
    return holder.innerHTML;
}"""

CASES = {
    "**bold** and *slanted*, _too_": "<p><strong>bold</strong> and <em>slanted</em>, <em>too</em></p>",
    "__under__ ~~struck~~": "<p><u>under</u> <s>struck</s></p>",
    "***both***": "<p><strong><em>both</em></strong></p>",
    "snake_case_name 2 * 3 * 4": "<p>snake_case_name 2 * 3 * 4</p>",
    r"\*not slanted\*": "<p>*not slanted*</p>",
    "`**code**` ``a`b``": "<p><code>**code**</code> <code>a`b</code></p>",
    "**unclosed": "<p>**unclosed</p>",
    "# Title\nText": '<h3 class="size-1">Title</h3><p>Text</p>',
    "-# small": '<p class="subtext">small</p>',
    "> one\n> two\nthree": "<blockquote><p>one\ntwo</p></blockquote><p>three</p>",
    ">>> all\nof it": "<blockquote><p>all\nof it</p></blockquote>",
    "- a\n  - b\n- c": "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>",
    "- a\n3. b\n4. c": '<ul><li>a</li></ul><ol start="3"><li>b</li><li>c</li></ol>',
    "<@1> <@!2> <@&3> <#4> </who:5>": "<p>[user 1] [user 2] [role 3] [channel 4] [command who]</p>",
    "a < b & c > d": "<p>a &lt; b &amp; c &gt; d</p>",
    "[text](javascript:alert(1))": "<p>[text](javascript:alert(1))</p>",
    "<img src=x onerror=alert(1)>": "<p>&lt;img src=x onerror=alert(1)&gt;</p>",
}


async def test_markdown(visit: Visit) -> None:
    page = await visit("Ada Okafor")
    shown = {text: await page.evaluate(RENDER, text) for text in CASES}
    assert shown == CASES


async def test_code_links_and_times(visit: Visit) -> None:
    page = await visit("Ada Okafor")
    code = await page.evaluate(RENDER, "```py\nprint(1)\n```after")
    assert "<code>print(1)</code></pre><p>after</p>" in code
    link = await page.evaluate(RENDER, "See [the guide](https://example.org/a_(b)), https://example.org/c.")
    assert 'href="https://example.org/a_(b)"' in link
    assert 'title="https://example.org/a_(b)"' in link
    assert ">https://example.org/c</a>." in link
    # 13:00 UTC is 14:00 in London in June.
    when = await page.evaluate(RENDER, "<t:1750078800:F>")
    assert ">Monday 16 June 2025 at 14:00</time>" in when.replace("Monday,", "Monday")


async def test_an_address_of_a_channel_here_reads_as_its_name(visit: Visit, sandbox: Sandbox) -> None:
    page = await visit("Ada Okafor")
    channels = {one.name: one.id for one in sandbox.service.world.state.channels.values()}
    there, hidden = (f"https://discord.com/channels/1/{channels[name]}/5" for name in ("methods", "facilitators"))
    await box(page).fill(f"See {there} and {hidden}")
    await box(page).press("Enter")
    await expect(newest(page).get_by_role("link", name=hidden)).to_be_visible()
    await newest(page).get_by_role("button", name="#methods › message").click()
    await expect(page.get_by_role("heading", name="#methods")).to_be_visible()


async def test_a_spoiler_waits_to_be_shown(visit: Visit) -> None:
    page = await visit("Ada Okafor")
    await box(page).fill("It was ||the gardener||")
    await box(page).press("Enter")
    secret = newest(page).get_by_text("the gardener")
    await expect(newest(page).get_by_text("It was")).to_be_visible()
    await expect(secret).to_be_hidden()
    await expect(page.get_by_role("log", name="Announcements")).not_to_contain_text("gardener")
    await newest(page).get_by_role("button", name="Show spoiler").click()
    await expect(secret).to_be_visible()


HOSTILE = [
    "<script>window.broken = 1</script>",
    "<img src=x onerror='window.broken = 1'>",
    '"><svg onload="window.broken = 1">',
    "[press me](javascript:window.broken=1) <javascript:window.broken=1>",
    "[a](data:text/html,<script>window.broken=1</script>)",
    "*" * 800 + "_" * 800,
    "||**__~~" * 200,
    "[" * 900 + "](https://example.org)" * 40,
    "> " * 900,
    "`" * 1999,
    "\u202e@everyone \u0000\u200b" + "a\u0300" * 400,
]


async def test_hostile_text_stays_text_everywhere(visit: Visit) -> None:
    """As a message, in a direct message, in a command's answer and in a field; the visit itself asserts that
    nothing broke the Content-Security-Policy."""
    page = await visit("Ada Okafor")
    for text in HOSTILE:
        await box(page).fill(f"Look: {text}"[:1990])
        await box(page).press("Enter")
        await expect(box(page)).to_have_value("")
    await command(page, f"/write_to_me text: {HOSTILE[1]}")
    await page.get_by_role("link", name="Tester (unread)").click()
    await expect(newest(page)).to_contain_text(HOSTILE[1])
    assert await page.evaluate("window.broken") is None
    assert await page.locator("main img, main script, main svg").count() == 0


async def test_the_policy_stops_what_would_slip_through(sandbox: Sandbox, browser: Browser) -> None:
    """The second line of defence: even a script that got into the page does not run."""
    page = await browser.new_page()
    await page.goto(sandbox.url)
    refused = await page.evaluate("""() => {
        const refused = new Promise((resolve) => {
            addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective));
        });
        document.body.insertAdjacentHTML('beforeend', '<img src="/nothing" onerror="window.broken = 1">');
        return refused;
    }""")
    assert refused == "script-src-attr"
    assert await page.evaluate("window.broken") is None
    await page.close()


async def test_enormous_texts_are_shown_quickly(visit: Visit) -> None:
    page = await visit("Ada Okafor")
    longest = await page.evaluate(
        """async (texts) => {
        const { markdown } = await import('/markdown.js');
        const place = { user: String, role: String, channel: String, command: String };
        return Math.max(...texts.map((text) => {
            // The best of five: what else the machine does meanwhile is not the parser's time.
            return Math.min(...Array.from({ length: 5 }, () => {
                const start = performance.now();
                markdown(text, place);
                return performance.now() - start;
            }));
        }));
    }""",
        [(text * 4000)[:4000] for text in ("**", "*a", "__a ", "||", "[a](", "`", "<t:1>", "> ", "- a\n", "~~*_|")],
    )
    assert longest < 500
