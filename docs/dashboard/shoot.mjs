// Takes the pictures of this folder; README.md says how it is called. Needs: npm install playwright-core @xterm/xterm, and Chromium.
import { chromium } from 'playwright-core';
import { readFileSync } from 'node:fs';

const [what, source, target, ...more] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
await (what === 'orleans' ? orleans(source, target, ...more) : terminal(source, target, ...more));
await browser.close();

// The pages of Orleans' dashboard: with the token, as a person opens them. Says what the browser loaded from where and what it complained of.
async function orleans(tokenFile, folder, address = 'http://127.0.0.1:8090', seconds = '50') {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    const [origins, complaints] = [new Set(), []];
    page.on('request', request => origins.add(new URL(request.url()).protocol + '//' + new URL(request.url()).host));
    page.on('console', message => message.type() === 'error' && complaints.push(message.text().slice(0, 200) + ' ' + message.location().url));
    await page.goto(address + '/login');
    await page.fill('input[name=token]', readFileSync(tokenFile, 'utf8').trim());
    await Promise.all([page.waitForURL(address + '/'), page.click('button')]);
    // The charts begin when somebody looks.
    await page.waitForTimeout(1000 * seconds);
    await page.screenshot({ path: folder + '/orleans-overview.png' });
    await page.goto(address + '/#/grains');
    await page.waitForSelector('text=Activations by Type');
    await page.waitForTimeout(3000);
    await page.screenshot({ path: folder + '/orleans-grains.png' });
    console.log('loaded from', [...origins], 'complaints', complaints);
}

// The bytes that a command wrote to its terminal, as script(1) keeps them between two lines of its own, shown by a terminal's emulator.
async function terminal(bytes, picture, columns = '150', rows = '50') {
    const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
    await page.setContent('<body style="margin:0;background:#111"><div id="t" style="display:inline-block;padding:8px"></div></body>');
    const xterm = 'node_modules/@xterm/xterm';
    await page.addStyleTag({ content: readFileSync(xterm + '/css/xterm.css', 'utf8') });
    await page.addScriptTag({ content: readFileSync(xterm + '/lib/xterm.js', 'utf8') });
    await page.evaluate(([text, cols, rows]) => new Promise(done => {
        const shown = new window.Terminal({ cols, rows, scrollback: 0, fontFamily: 'DejaVu Sans Mono', fontSize: 13, theme: { background: '#111111' } });
        shown.open(document.getElementById('t'));
        shown.write(text, done);
    }), [readFileSync(bytes, 'utf8').replaceAll(/^Script (started|done) .*\n/gm, ''), +columns, +rows]);
    await page.waitForTimeout(500);
    await page.locator('#t').screenshot({ path: picture });
}
