// A tiny discord.js bot: `node bot.cjs SANDBOX_URL TOKEN`. It prints a word for each thing that has happened.
const {
  ActionRowBuilder, ButtonBuilder, ButtonStyle, Client, Events, GatewayIntentBits, MessageFlags, ModalBuilder,
  TextInputBuilder, TextInputStyle,
} = require("discord.js");

const [url, token] = process.argv.slice(2);
const intents = [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages];
const client = new Client({ intents, rest: { api: `${url}/api`, cdn: `${url}/cdn` } });
const say = (word) => process.stdout.write(`${word}\n`);

client.once(Events.ClientReady, async () => {
  await client.application.commands.set([{ name: "hail", description: "Says hello" }]);
  say("ready");
});
client.on(Events.ShardResume, () => say("resumed"));
client.on(Events.MessageCreate, () => say("message"));
client.on(Events.Error, (error) => say(`error ${error}`));

client.on(Events.InteractionCreate, async (interaction) => {
  if (interaction.isChatInputCommand()) {
    const more = new ButtonBuilder().setCustomId("hail:more").setLabel("More").setStyle(ButtonStyle.Primary);
    const components = [new ActionRowBuilder().addComponents(more)];
    await interaction.reply({ content: "Hail!", components, flags: MessageFlags.Ephemeral });
  } else if (interaction.isButton()) {
    const name = new TextInputBuilder().setCustomId("name").setLabel("Your name").setStyle(TextInputStyle.Short);
    const modal = new ModalBuilder().setCustomId("hail:name").setTitle("Who is it?");
    await interaction.showModal(modal.addComponents(new ActionRowBuilder().addComponents(name)));
  } else if (interaction.isModalSubmit()) {
    await interaction.reply(`Hail, ${interaction.fields.getTextInputValue("name")}!`);
  }
});

client.login(token);
